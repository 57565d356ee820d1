"""The words the training text is made of, each in English and simplified Chinese, in groups.

Only data and lookups; sentences are made in `kinds` and `prose`.
"""

# ruff: noqa: E501 -- tables of text are easier to read unbroken

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A noun: English singular and plural (equal for what is not counted), and Chinese."""

    en: str
    plural: str
    zh: str

    @property
    def a(self) -> str:
        """The noun with its article ("an apple"), or bare where it is not counted."""
        if self.en == self.plural and self.en not in _COUNTED_ALIKE:
            return self.en
        return ("an " if self.en[0] in "aeiou" else "a ") + self.en


_COUNTED_ALIKE = {"sheep", "fish", "deer", "starfish", "jellyfish", "goldfish", "squid"}
_IRREGULAR = {
    "mouse": "mice", "goose": "geese", "foot": "feet", "knife": "knives", "wolf": "wolves", "shelf": "shelves",
    "leaf": "leaves", "scarf": "scarves", "octopus": "octopuses", "tooth": "teeth",
}  # fmt: skip
_NOT_COUNTED = {
    "spinach", "corn", "garlic", "water", "milk", "tea", "coffee", "juice", "cocoa", "lemonade", "soup", "bread",
    "rice", "cheese", "snow", "grass", "coal", "blood", "chocolate", "sand", "butter", "honey",
}  # fmt: skip


def plural_of(noun: str) -> str:
    """The English plural."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun in _NOT_COUNTED or noun in _COUNTED_ALIKE:
        return noun
    if noun.endswith(("ch", "sh", "x", "ss", "s")) or noun in ("potato", "mango"):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def _group(text: str) -> tuple[Word, ...]:
    pairs = [entry.strip().rsplit(" ", 1) for entry in text.split(",")]
    return tuple(Word(en, plural_of(en), zh) for en, zh in pairs)


GROUPS: dict[str, tuple[Word, ...]] = {
    "fruit": _group(
        "apple 苹果, banana 香蕉, pear 梨, orange 橙子, grape 葡萄, peach 桃子, lemon 柠檬, cherry 樱桃,"
        "mango 芒果, plum 李子, melon 甜瓜, strawberry 草莓"
    ),
    "vegetable": _group(
        "carrot 胡萝卜, potato 土豆, onion 洋葱, cabbage 卷心菜, pea 豌豆, bean 豆角, cucumber 黄瓜,"
        "pumpkin 南瓜, spinach 菠菜, corn 玉米, garlic 大蒜"
    ),
    "sea": _group(
        "fish 鱼, shark 鲨鱼, whale 鲸鱼, dolphin 海豚, octopus 章鱼, crab 螃蟹, seal 海豹, jellyfish 水母,"
        "squid 鱿鱼, lobster 龙虾, starfish 海星"
    ),
    "farm": _group(
        "cow 牛, pig 猪, horse 马, sheep 绵羊, goat 山羊, hen 母鸡, duck 鸭子, goose 鹅, donkey 驴, rooster 公鸡"
    ),
    "forest": _group("fox 狐狸, bear 熊, wolf 狼, deer 鹿, owl 猫头鹰, squirrel 松鼠, hedgehog 刺猬, rabbit 兔子"),
    "insect": _group(
        "bee 蜜蜂, ant 蚂蚁, butterfly 蝴蝶, beetle 甲虫, grasshopper 蚱蜢, moth 飞蛾, ladybird 瓢虫, mosquito 蚊子"
    ),
    "clothes": _group(
        "hat 帽子, coat 外套, shirt 衬衫, shoe 鞋子, sock 袜子, scarf 围巾, glove 手套, dress 连衣裙, belt 腰带, jacket 夹克"
    ),
    "furniture": _group(
        "chair 椅子, table 桌子, bed 床, sofa 沙发, desk 书桌, shelf 书架, cupboard 橱柜, bench 长凳, wardrobe 衣柜"
    ),
    "kitchen": _group("spoon 勺子, fork 叉子, knife 刀, plate 盘子, cup 杯子, bowl 碗, pot 锅, kettle 水壶"),
    "vehicle": _group(
        "car 汽车, bus 公交车, train 火车, bike 自行车, boat 小船, plane 飞机, truck 卡车, tram 电车, taxi 出租车, ship 轮船"
    ),
    "instrument": _group("piano 钢琴, guitar 吉他, drum 鼓, violin 小提琴, flute 笛子, trumpet 小号, harp 竖琴"),
    "toy": _group("ball 球, kite 风筝, doll 娃娃, puzzle 拼图, robot 机器人, teddy bear 玩具熊, balloon 气球"),
    "drink": _group("water 水, milk 牛奶, tea 茶, coffee 咖啡, juice 果汁, lemonade 柠檬水, cocoa 可可"),
    "job": _group(
        "teacher 老师, doctor 医生, baker 面包师, farmer 农民, nurse 护士, driver 司机, cook 厨师, painter 画家, pilot 飞行员"
    ),
    "body": _group("hand 手, foot 脚, nose 鼻子, ear 耳朵, eye 眼睛, arm 胳膊, leg 腿, mouth 嘴, head 头, tooth 牙齿"),
}

# What a group is called: English singular ("is an apple a ...?"), English plural for lists, Chinese.
GROUP_NAMES: dict[str, tuple[str, str, str]] = {
    "fruit": ("a fruit", "fruits", "水果"),
    "vegetable": ("a vegetable", "vegetables", "蔬菜"),
    "sea": ("a sea animal", "animals that live in the sea", "海里的动物"),
    "farm": ("a farm animal", "animals that live on a farm", "农场里的动物"),
    "forest": ("a forest animal", "animals that live in the forest", "森林里的动物"),
    "insect": ("an insect", "insects", "昆虫"),
    "clothes": ("a piece of clothing", "clothes", "衣物"),
    "furniture": ("a piece of furniture", "pieces of furniture", "家具"),
    "kitchen": ("a kitchen thing", "things in a kitchen", "厨房用品"),
    "vehicle": ("a vehicle", "vehicles", "交通工具"),
    "instrument": ("a musical instrument", "musical instruments", "乐器"),
    "toy": ("a toy", "toys", "玩具"),
    "drink": ("a drink", "drinks", "饮料"),
    "job": ("a job", "jobs", "职业"),
    "body": ("a part of the body", "parts of the body", "身体部位"),
}

COLOURS: tuple[tuple[str, str], ...] = (
    ("red", "红色"), ("blue", "蓝色"), ("green", "绿色"), ("yellow", "黄色"), ("black", "黑色"), ("white", "白色"),
    ("brown", "棕色"), ("pink", "粉色"), ("purple", "紫色"), ("grey", "灰色"), ("orange", "橙色"),
)  # fmt: skip

# Things with one colour that everybody agrees on: (English, is or are, Chinese, colour).
COLOURED: tuple[tuple[str, str, str, str], ...] = (
    ("grass", "is", "草", "green"), ("snow", "is", "雪", "white"), ("the sun", "is", "太阳", "yellow"),
    ("coal", "is", "煤", "black"), ("blood", "is", "血", "red"), ("the sky", "is", "天空", "blue"),
    ("chocolate", "is", "巧克力", "brown"), ("milk", "is", "牛奶", "white"), ("a lemon", "is", "柠檬", "yellow"),
    ("a banana", "is", "香蕉", "yellow"), ("a carrot", "is", "胡萝卜", "orange"), ("a frog", "is", "青蛙", "green"),
    ("the sea", "is", "大海", "blue"), ("a strawberry", "is", "草莓", "red"), ("a crow", "is", "乌鸦", "black"),
    ("a swan", "is", "天鹅", "white"), ("an elephant", "is", "大象", "grey"), ("a pig", "is", "猪", "pink"),
    ("a cucumber", "is", "黄瓜", "green"), ("a pumpkin", "is", "南瓜", "orange"), ("salt", "is", "盐", "white"),
    ("a cherry", "is", "樱桃", "red"), ("spinach", "is", "菠菜", "green"), ("wood", "is", "木头", "brown"),
    ("a mouse", "is", "老鼠", "grey"), ("an aubergine", "is", "茄子", "purple"),
)  # fmt: skip

OPPOSITES: tuple[tuple[str, str, str, str], ...] = (
    ("warm", "cool", "温暖", "凉爽"), ("hot", "cold", "热", "冷"), ("big", "small", "大", "小"),
    ("long", "short", "长", "短"), ("new", "old", "新", "旧"), ("fast", "slow", "快", "慢"),
    ("high", "low", "高", "低"), ("happy", "sad", "高兴", "难过"), ("bright", "dark", "明亮", "黑暗"),
    ("heavy", "light", "重", "轻"), ("hard", "soft", "硬", "软"), ("wet", "dry", "湿", "干"),
    ("full", "empty", "满", "空"), ("early", "late", "早", "晚"), ("open", "closed", "开", "关"),
    ("strong", "weak", "强", "弱"), ("loud", "quiet", "吵闹", "安静"), ("clean", "dirty", "干净", "脏"),
    ("rich", "poor", "富", "穷"), ("near", "far", "近", "远"), ("left", "right", "左", "右"),
    ("up", "down", "上", "下"), ("in", "out", "里", "外"), ("day", "night", "白天", "夜晚"),
    ("first", "last", "最先", "最后"), ("asleep", "awake", "睡着", "醒着"), ("good", "bad", "好", "坏"),
    ("thick", "thin", "厚", "薄"), ("wide", "narrow", "宽", "窄"), ("deep", "shallow", "深", "浅"),
    ("brave", "timid", "勇敢", "胆小"), ("true", "false", "真", "假"), ("front", "back", "前", "后"),
    ("sweet", "bitter", "甜", "苦"), ("more", "less", "多", "少"), ("always", "never", "总是", "从不"),
)  # fmt: skip

# Small to large, with clear steps: neighbours closer than two places are never compared.
SIZES: tuple[tuple[str, str], ...] = (
    ("grain of sand", "沙粒"), ("ant", "蚂蚁"), ("bee", "蜜蜂"), ("cherry", "樱桃"), ("egg", "鸡蛋"),
    ("mouse", "老鼠"), ("apple", "苹果"), ("shoe", "鞋子"), ("cat", "猫"), ("chair", "椅子"), ("sheep", "绵羊"),
    ("cow", "牛"), ("car", "汽车"), ("elephant", "大象"), ("bus", "公交车"), ("house", "房子"), ("whale", "鲸鱼"),
    ("castle", "城堡"), ("mountain", "大山"), ("moon", "月亮"), ("sun", "太阳"),
)  # fmt: skip

NAMES_EN: tuple[str, ...] = tuple(
    "Mia Tom Anna Ben Lily Sam Emma Jack Nora Leo Ella Max Ruby Finn Ivy Oscar Rosa Hugo Clara Theo Alice Adam Julia "
    "Noah Sara Paul Lucy Peter Eva Simon Molly Henry Grace Felix Zoe Oliver Amy Daniel Kate Victor Jane Martin Olga "
    "Robin Tina Walter Ada Carl Dora Ernest".split()
)
NAMES_ZH: tuple[str, ...] = tuple(
    "小明 小红 小华 小丽 小刚 小芳 小军 小兰 小雨 小雪 小月 小林 小文 小杰 小美 小强 小云 小天 小夏 小晴".split()
)

DAYS: tuple[tuple[str, str], ...] = (
    ("Monday", "星期一"), ("Tuesday", "星期二"), ("Wednesday", "星期三"), ("Thursday", "星期四"),
    ("Friday", "星期五"), ("Saturday", "星期六"), ("Sunday", "星期日"),
)  # fmt: skip
MONTHS: tuple[tuple[str, str], ...] = tuple(
    zip(
        "January February March April May June July August September October November December".split(),
        "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月".split(),
        strict=True,
    )
)
NUMBER_WORDS: tuple[str, ...] = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBER_WORDS_ZH: tuple[str, ...] = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def _lexicon() -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    for words in GROUPS.values():
        pairs.update({word.en: word.zh for word in words})
    pairs.update({en: zh for en, zh in COLOURS if en != "orange"})
    pairs.update(dict(DAYS))
    pairs.update(
        {"cat": "猫", "dog": "狗", "house": "房子", "tree": "树", "book": "书", "school": "学校", "moon": "月亮",
         "sun": "太阳", "rain": "雨", "snow": "雪", "friend": "朋友", "mother": "妈妈", "father": "爸爸",
         "bread": "面包", "rice": "米饭", "egg": "鸡蛋", "door": "门", "window": "窗户", "flower": "花",
         "river": "河", "mountain": "大山", "star": "星星", "thank you": "谢谢", "hello": "你好"}
    )  # fmt: skip
    return tuple(sorted(pairs.items()))


LEXICON: tuple[tuple[str, str], ...] = _lexicon()
"""(English, Chinese) for translation; no two entries share a word on either side (asserted in a test)."""


def chinese_words() -> tuple[str, ...]:
    """Every Chinese word of two signs or more in these lists, longest first: what the tokenizers keep whole."""
    lists: list[Iterable[str]] = [
        (word.zh for group in GROUPS.values() for word in group),
        (names[2] for names in GROUP_NAMES.values()),
        (pair[1] for pairs in (COLOURS, SIZES, DAYS, MONTHS, LEXICON) for pair in pairs),
        (coloured[2] for coloured in COLOURED),
        (word for pair in OPPOSITES for word in pair[2:]),
        NAMES_ZH,
    ]
    found = {word for words in lists for word in words if len(word) > 1 and re.fullmatch(r"[\u4e00-\u9fff]+", word)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
