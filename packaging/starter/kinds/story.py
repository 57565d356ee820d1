"""Short stories about a character with a trait, in English and Chinese."""

# ruff: noqa: E501 -- tables of text are easier to read unbroken

from __future__ import annotations

import re
from random import Random

from starter.request import Kind, Request, says_word
from starter.words import GROUPS, NAMES_EN, NAMES_ZH, Word

# Trait, how it shows, what the character says, what is learned.
TRAITS_EN: tuple[tuple[str, str, str, str], ...] = (
    ("brave", "was not afraid of anything", "I will go first", "Being brave means helping even when it is hard"),
    ("clever", "always had a good idea", "I know what to do", "A good idea can be as strong as a big arm"),
    ("kind", "had a smile for everyone", "I will gladly help you", "Kind words cost nothing and warm the heart"),
    ("lazy", "liked to sleep until noon", "Very well, I will get up", "Sometimes it is good to get out of bed"),
    ("small", "was no bigger than a cup", "I am small, but I can try", "Even the smallest friend can do great things"),
    ("hungry", "thought about food all day long", "First we help, and then we eat", "Food tastes best when it is shared"),
    ("shy", "often hid behind a tree", "I am a little afraid, but I will come", "A shy heart can be a warm heart"),
    ("curious", "asked a hundred questions every day", "Let me take a closer look", "Those who look closely find the best things"),
    ("sleepy", "yawned from morning to evening", "I am awake now", "After good work, sleep is sweet"),
    ("funny", "could make anyone laugh", "Don't worry, we will laugh about this soon", "A good laugh makes every day lighter"),
    ("strong", "could carry ten heavy stones", "Leave the heavy part to me", "Strength is there to help others"),
    ("lonely", "had nobody to talk to", "Wait for me, I am coming", "A friend can be closer than you think"),
    ("gentle", "never hurt anyone", "Stay calm, I am here", "A soft voice can be heard from far away"),
    ("proud", "wanted to be the best at everything", "Watch me, and then help me", "Nobody is the best at everything alone"),
    ("old", "had seen many winters", "I have seen this before", "Those who are old know many ways"),
    ("happy", "sang a song every morning", "Let us sing and do it together", "Joy grows when it is shared"),
)  # fmt: skip
PLACES_EN = (
    "near the river", "in a quiet forest", "on a small farm", "by the sea", "at the edge of a village", "in an old garden",
    "on a green hill", "under a tall tree", "behind the old mill", "in a town with red roofs",
)  # fmt: skip
# What happens, and how it is solved. F is the friend, N the hero.
TROUBLES_EN: tuple[tuple[str, str], ...] = (
    ("a young F got lost in the dark wood", "N followed the small tracks until the F was found"),
    ("a F fell into the cold water", "N pushed a long branch into the water and pulled the F out"),
    ("the wind blew away the roof of the F's house", "N brought straw and wood, and together they built a new roof"),
    ("a F lost the key to the garden gate", "N searched in the long grass and found the key under a leaf"),
    ("a big storm broke the only bridge", "N laid a long plank across the river, and everybody could cross again"),
    ("a F was too ill to leave the house", "N carried a pot of warm soup all the way up the hill"),
    ("the F could not find the way home", "N lit a lantern and walked in front until they saw the house"),
    ("a F's red balloon flew up into a tree", "N climbed from branch to branch and brought the balloon down"),
    ("a cart full of apples got stuck in the mud", "N put stones under the wheels and pushed with the F"),
    ("the well in the village ran dry", "N dug behind the hill until clear water came up"),
    ("the F was sad because nobody came to the party", "N knocked on every door and brought all the neighbours along"),
)  # fmt: skip
OPENINGS_EN = (
    "Once upon a time, a T A named N lived P.", "There was once a T A called N who lived P.", "N was a T A who lived P.",
    "Long ago, P, there lived a T A named N.",
)  # fmt: skip
TIMES_EN = (
    "One morning",
    "One day",
    "One windy night",
    "On a cold winter day",
    "One afternoon",
    "On the first day of spring",
)
THANKS_EN = (
    "“Thank you, N!” said the F.", "The F was very happy and danced around N.", "Everyone cheered for N.",
    "The F smiled and gave N a sweet cake.", "“You are a true friend,” said the F.",
)  # fmt: skip
ENDINGS_EN = (
    "From that day on, N and the F were the best of friends.", "That night, N slept well and dreamed of the next adventure.",
    "And they all lived happily ever after.", "N went home with a warm feeling inside.", "L.", "L, thought N.",
)  # fmt: skip

TRAITS_ZH: tuple[tuple[str, str, str, str], ...] = (
    ("勇敢", "什么都不怕", "我先去", "勇敢就是在困难的时候帮助别人"), ("聪明", "总是有好主意", "我知道该怎么办", "好主意比大力气更有用"),
    ("善良", "对每个人都笑眯眯的", "我很愿意帮你", "善良的话能让人心里暖暖的"), ("懒惰", "喜欢睡到中午", "好吧，我这就起来", "有时候早点起床也很好"),
    ("害羞", "常常躲在大树后面", "我有点怕，但是我会来", "害羞的心也可以很温暖"), ("好奇", "每天都有很多问题", "让我仔细看看", "仔细看的人会发现最好的东西"),
    ("快乐", "每天早上都唱歌", "我们一起唱歌一起做吧", "分享会让快乐变多"), ("强壮", "能搬动很重的石头", "重的东西交给我", "力气是用来帮助别人的"),
    ("可爱", "有一双亮亮的眼睛", "别担心，有我在", "朋友就是互相帮助"), ("贪吃", "整天想着好吃的", "先帮忙，再吃饭", "一起吃的饭最香"),
)  # fmt: skip
PLACES_ZH = ("小河边", "安静的森林里", "一个小农场里", "大海边", "村子旁边", "一座老花园里", "绿色的山坡上")
TROUBLES_ZH: tuple[tuple[str, str], ...] = (
    ("小F在黑黑的树林里迷路了", "N跟着小小的脚印，终于找到了小F"), ("小F掉进了冷冷的水里", "N伸出一根长长的树枝，把小F拉了上来"),
    ("大风吹走了小F的屋顶", "N搬来木头，和小F一起盖了新屋顶"), ("小F找不到花园的钥匙了", "N在草地里找啊找，在叶子下面找到了钥匙"),
    ("小F生病了，不能出门", "N端着一碗热汤走了很远的路"), ("小F的红气球飞到了树上", "N爬上大树，把气球拿了下来"),
)  # fmt: skip
OPENINGS_ZH = ("从前，P住着一只TA，名叫N。", "很久以前，有一只T的A叫N，住在P。", "N是一只T的A，住在P。")
TIMES_ZH = ("有一天", "一天早上", "一个下雪的晚上", "春天来了，有一天")
THANKS_ZH = ("“谢谢你，N！”小F说。", "小F高兴得跳了起来。", "大家都为N鼓掌。", "小F送给N一块甜甜的蛋糕。")
ENDINGS_ZH = ("从那以后，N和小F成了最好的朋友。", "那天晚上，N睡得很香。", "L。", "大家都过得很快乐。")

_HEROES: tuple[Word, ...] = (
    *tuple(
        word
        for group in ("farm", "forest", "sea", "insect")
        for word in GROUPS[group]
        if word.en not in ("fish", "mosquito")
    ),
    Word("mouse", "mice", "老鼠"),
    Word("cat", "cats", "猫"),
    Word("dog", "dogs", "狗"),
    Word("frog", "frogs", "青蛙"),
)
_FRIENDS = _HEROES


def tell(rng: Random, language: str, trait: tuple[str, str, str, str], hero: Word) -> str:
    """A story of five to eight sentences about this hero with this trait."""
    friend = rng.choice([word for word in _FRIENDS if word != hero])
    if language == "zh":
        name, trouble = rng.choice(NAMES_ZH), rng.choice(TROUBLES_ZH)
        slots = {"N": name, "T": trait[0], "A": hero.zh, "P": rng.choice(PLACES_ZH), "F": friend.zh, "L": trait[3]}
        lines = [rng.choice(OPENINGS_ZH), f"N{trait[1]}。", f"{rng.choice(TIMES_ZH)}，{trouble[0]}。"]
        if rng.random() < 0.8:
            lines.append(f"“{trait[2]}。”N说。")
        lines += [f"{trouble[1]}。", rng.choice(THANKS_ZH), rng.choice(ENDINGS_ZH)]
        return "".join(_fill(line, slots) for line in lines)
    name, trouble = rng.choice(NAMES_EN), rng.choice(TROUBLES_EN)
    slots = {"N": name, "T": trait[0], "A": hero.en, "P": rng.choice(PLACES_EN), "F": friend.en, "L": trait[3]}
    lines = [rng.choice(OPENINGS_EN), f"N {trait[1]}.", f"{rng.choice(TIMES_EN)}, {trouble[0]}."]
    if rng.random() < 0.7:
        lines.append(rng.choice((f"“{trait[2]},” said N.", f"N thought for a moment and said, “{trait[2]}.”")))
    lines.append(f"{trouble[1]}.")
    lines += [rng.choice(THANKS_EN), rng.choice(ENDINGS_EN)]
    return re.sub(r"\ba (?=[aeiou])", "a" + "n ", " ".join(_fill(line, slots) for line in lines))


def _fill(line: str, slots: dict[str, str]) -> str:
    """The line with its one-letter slots filled; in English a slot stands alone, in Chinese anywhere."""
    pattern = r"\b[NTAPFL]\b" if any("a" <= letter <= "z" for letter in line) else r"[NTAPFL]"
    filled = re.sub(pattern, lambda found: slots[found.group()], line)
    return filled[0].upper() + filled[1:]


def _make_story(rng: Random, language: str) -> Request:
    hero = rng.choice(_HEROES)
    if language == "en":
        trait = rng.choice(TRAITS_EN)
        adjective = trait[0]
        about = f"{'an' if adjective[0] in 'aeiou' else 'a'} {adjective} {hero.en}"
        prompt = rng.choice(
            (f"Tell me a short story about {about}", f"Tell me a story about {about}.", f"Write a short story about {about}.",
             f"Can you tell me a story about {about}?", f"I would like a short story about {about}, please.")
        )  # fmt: skip
        combination, facts = (adjective, hero.en), (adjective, hero.en)
    else:
        trait = rng.choice(TRAITS_ZH)
        about = f"一只{trait[0]}的{hero.zh}"
        prompt = rng.choice(
            (f"请讲一个关于{about}的小故事。", f"讲一个{about}的故事。", f"给我讲个故事，关于{about}。")
        )
        combination, facts = (trait[0], hero.en), (trait[0], hero.zh)
    return Request("story", language, combination, facts, prompt, tell(rng, language, trait, hero))


def _story_is_right(request: Request, text: str) -> bool:
    """Right: four to nine different sentences, about what was asked, one hero named twice or more, a proper end."""
    told = text.strip()
    sentences = [
        part.strip(" ”“") for part in re.split(r"(?<=[.!?。！？])", told.replace("”", "")) if part.strip(" ”“")
    ]
    names = NAMES_EN if request.language == "en" else NAMES_ZH
    heroes = {name for name in names if says_word(told, name)}
    return (
        4 <= len(sentences) <= 9
        and len(set(sentences)) == len(sentences)
        and all(says_word(told, fact) for fact in request.facts)
        and len(heroes) == 1
        and told.count(next(iter(heroes))) >= 2
        and re.search(r"[.!?。！？]”?$", told) is not None
    )


KINDS = (Kind("story", "a short story about a character with a trait", _make_story, _story_is_right, 0.7),)
