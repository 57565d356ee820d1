<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>Adding</name>
    <message>
        <source>Wait until the answers are done.</source>
        <translation>请等回答完成。</translation>
    </message>
    <message>
        <source>Eight models at most.</source>
        <translation>最多八个模型。</translation>
    </message>
</context>
<context>
    <name>AfterAnswers</name>
    <message>
        <source>Continue with all</source>
        <translation>与全部继续</translation>
    </message>
    <message>
        <source>Your next message goes to each of them, after its own answer.</source>
        <translation>你的下一条消息会发给每一个模型，接在它自己的回答之后。</translation>
    </message>
    <message>
        <source>How surprised is each by the others?</source>
        <translation>它们对彼此的回答有多意外？</translation>
    </message>
    <message>
        <source>Each figure says how expected an answer was: as if each of its words had been one of so many equally likely words. A small figure means that it might have written that itself.</source>
        <translation>每个数字说明一个回答有多在意料之中：好像每个词都是从这么多个同样可能的词里选出来的。数字小，说明它自己也可能这样写。</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>停止阅读</translation>
    </message>
    <message>
        <source>Wait until the answers are read.</source>
        <translation>请等回答读完。</translation>
    </message>
    <message>
        <source>Each reads the others&apos; answers…</source>
        <translation>每个模型都在读其他的回答…</translation>
    </message>
    <message>
        <source>{letter}&apos;s answer</source>
        <translation>{letter} 的回答</translation>
    </message>
    <message>
        <source>{letter} reads</source>
        <translation>{letter} 来读</translation>
    </message>
    <message>
        <source>{reader} reads {answer}&apos;s answer: {figure}</source>
        <translation>{reader} 读 {answer} 的回答：{figure}</translation>
    </message>
    <message>
        <source>1 of {n}</source>
        <translation>{n} 里选 1</translation>
    </message>
    <message>
        <source>How expected each answer was</source>
        <translation>每个回答有多在意料之中</translation>
    </message>
    <message>
        <source>They might have written each other&apos;s answers.</source>
        <translation>它们都可能写出对方的回答。</translation>
    </message>
    <message>
        <source>{reader} would hardly have written {answer}&apos;s answer.</source>
        <translation>{reader} 几乎不会写出 {answer} 的回答。</translation>
    </message>
    <message>
        <source>{reader} would hardly have written {answer}&apos;s answer; {other} expects {its}&apos;s the most.</source>
        <translation>{reader} 几乎不会写出 {answer} 的回答；{other} 对 {its} 的回答最不意外。</translation>
    </message>
</context>
<context>
    <name>AnatomyColumn</name>
    <message>
        <source>A question as it reaches the model</source>
        <translation>模型实际读到的问题</translation>
    </message>
    <message>
        <source>Show every shape</source>
        <translation>显示全部形状</translation>
    </message>
    <message>
        <source>A sentence cut into pieces</source>
        <translation>一句话切成的片段</translation>
    </message>
    <message>
        <source>nothing: trained for this program</source>
        <translation>无：为本程序从零训练</translation>
    </message>
    <message>
        <source>The template fails: {detail}</source>
        <translation>模板出错：{detail}</translation>
    </message>
    <message>
        <source>It has no chat template: it goes on where a text ends.</source>
        <translation>它没有聊天模板：只会接着文本往下写。</translation>
    </message>
    <message>
        <source>Hide the shapes</source>
        <translation>收起形状</translation>
    </message>
</context>
<context>
    <name>AnatomyPage</name>
    <message>
        <source>Model A</source>
        <translation>模型 A</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Model B</source>
        <translation>模型 B</translation>
    </message>
    <message>
        <source>Put another beside it (if you like)</source>
        <translation>再放一个在旁边（可选）</translation>
    </message>
    <message>
        <source>What is it made of?</source>
        <translation>它由什么组成？</translation>
    </message>
    <message>
        <source>Looking at its files…</source>
        <translation>正在查看它的文件…</translation>
    </message>
</context>
<context>
    <name>AnswerCaption</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Compare with another model</source>
        <translation>与另一个模型对比</translation>
    </message>
    <message>
        <source>Look at its pieces</source>
        <translation>查看它的片段</translation>
    </message>
    <message>
        <source>Wait for the answer, or stop it.</source>
        <translation>请等回答结束，或先停止。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>AnswerColumn</name>
    <message>
        <source>Answer {letter}, {name}</source>
        <translation>回答 {letter}，{name}</translation>
    </message>
    <message>
        <source>More for {letter}</source>
        <translation>{letter} 的更多操作</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>to first word</source>
        <translation>首字用时</translation>
    </message>
    <message>
        <source>words</source>
        <translation>字数</translation>
    </message>
    <message>
        <source>Speed and length are shown after your vote</source>
        <translation>速度和长度在你投票后显示</translation>
    </message>
    <message>
        <source>Continue with {letter}</source>
        <translation>用 {letter} 继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>All answers appear together.</source>
        <translation>所有回答会同时出现。</translation>
    </message>
    <message>
        <source>Answer {letter}</source>
        <translation>回答 {letter}</translation>
    </message>
    <message>
        <source>name shown after your vote</source>
        <translation>投票后显示名称</translation>
    </message>
    <message>
        <source>This model is not on this computer any more</source>
        <translation>这个模型已不在这台电脑上</translation>
    </message>
    <message>
        <source>Stopped: it was done</source>
        <translation>停下：说完了</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Mark what differs from this one</source>
        <translation>标出与这个回答的不同之处</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>你：{text}</translation>
    </message>
    <message>
        <source>{letter}: {text}</source>
        <translation>{letter}：{text}</translation>
    </message>
    <message>
        <source>Look at its pieces</source>
        <translation>逐片查看</translation>
    </message>
    <message>
        <source>One more answer from it</source>
        <translation>让它再答一次</translation>
    </message>
    <message>
        <source>Settings of this one</source>
        <translation>这一栏的设置</translation>
    </message>
    <message>
        <source>Like all</source>
        <translation>与全部相同</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Keep the controls of now</source>
        <translation>保留现在的设置</translation>
    </message>
</context>
<context>
    <name>AnswerMessage</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>The language changes when what is running now is done.</source>
        <translation>等正在运行的结束，语言就会切换。</translation>
    </message>
    <message>
        <source>That was the tour.</source>
        <translation>导览结束了。</translation>
    </message>
    <message>
        <source>The tour could not finish.</source>
        <translation>导览没能完成。</translation>
    </message>
</context>
<context>
    <name>AttentionPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>A short text</source>
        <translation>一段短文本</translation>
    </message>
    <message>
        <source>The cat sat on the mat because it was tired.</source>
        <translation>The cat sat on the mat because it was tired.</translation>
    </message>
    <message>
        <source>Show attention</source>
        <translation>显示注意力</translation>
    </message>
    <message>
        <source>Where does it look?</source>
        <translation>它在看哪里？</translation>
    </message>
    <message>
        <source>The text, coloured by where the chosen piece looks</source>
        <translation>文本，按所选片段看向的位置着色</translation>
    </message>
    <message>
        <source>Take this with care. Attention shows what a head mixes in, not why the model answers as it does: much of it lands on the first piece out of habit, and other parts can undo it.</source>
        <translation>请谨慎看待。注意力显示的是一个头混入了什么，而不是模型为何这样回答：很多注意力只是习惯性地落在第一个片段上，其他部分也可能把它抵消。</translation>
    </message>
    <message>
        <source>It does not read text piece by piece.</source>
        <translation>它不是逐个片段读取文本的。</translation>
    </message>
    <message>
        <source>Layer {layer} of {layers}, head {head} of {heads}</source>
        <translation>第 {layer} 层（共 {layers} 层），第 {head} 个头（共 {heads} 个）</translation>
    </message>
    <message>
        <source>“{one}” looks at “{other}” with {share} of its attention.</source>
        <translation>“{one}”把 {share} 的注意力放在“{other}”上。</translation>
    </message>
    <message>
        <source>“{one}” looks most at “{other}”: {share}. Move over a piece to see where it looks.</source>
        <translation>“{one}”最关注“{other}”：{share}。把鼠标移到片段上，看它看向哪里。</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>正在询问模型…</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>Write a short text first, {n} pieces at most.</source>
        <translation>请先写一段短文本，最多 {n} 个片段。</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>“{name}” is done</source>
        <translation>“{name}”完成了</translation>
    </message>
    <message>
        <source>Click to see whether it helped.</source>
        <translation>点击看看有没有用。</translation>
    </message>
    <message>
        <source>Desktop LLM: the training is over</source>
        <translation>Desktop LLM：训练已结束</translation>
    </message>
    <message>
        <source>Show the window</source>
        <translation>显示窗口</translation>
    </message>
    <message>
        <source>Pause and quit</source>
        <translation>暂停并退出</translation>
    </message>
    <message>
        <source>Stop, keep and quit</source>
        <translation>停止、保留并退出</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Bars</name>
    <message>
        <source>Likely next pieces</source>
        <translation>可能的下一个片段</translation>
    </message>
    <message>
        <source>never</source>
        <translation>不会</translation>
    </message>
</context>
<context>
    <name>BeforeAfter</name>
    <message>
        <source>{before}, then {after}</source>
        <translation>之前 {before}，之后 {after}</translation>
    </message>
</context>
<context>
    <name>CannotPage</name>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>{size} in use now</source>
        <translation>现在已用 {size}</translation>
    </message>
    <message>
        <source>{size} here</source>
        <translation>本机共 {size}</translation>
    </message>
    <message>
        <source>{size} too much</source>
        <translation>超出 {size}</translation>
    </message>
    <message>
        <source>To answer it needs about {needed} of memory. This computer has {total}, and {free} are free now. It was not loaded, so nothing slowed down.</source>
        <translation>它回答时约需 {needed} 内存。这台电脑共有 {total}，现在空闲 {free}。模型没有载入，电脑不会因此变慢。</translation>
    </message>
    <message>
        <source>{name} is too big for this computer.</source>
        <translation>{name} 对这台电脑来说太大了。</translation>
    </message>
    <message>
        <source>Your message is kept below, and the model&apos;s files on disk are unchanged.</source>
        <translation>你的消息还在下面，磁盘上的模型文件没有改动。</translation>
    </message>
    <message>
        <source>{name} is not made for chatting.</source>
        <translation>{name} 不是用来聊天的。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Load {name} again</source>
        <translation>重新载入 {name}</translation>
    </message>
    <message>
        <source>There is no model on this computer yet.</source>
        <translation>这台电脑上还没有模型。</translation>
    </message>
    <message>
        <source>A model is a folder of files that answers questions or continues texts.</source>
        <translation>模型就是一个装着文件的文件夹，能回答问题，或接着你的文字写。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>用它</translation>
    </message>
    <message>
        <source>Use {name}, already here</source>
        <translation>改用已有的 {name}</translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>占磁盘 {size}</translation>
    </message>
    <message>
        <source>See models</source>
        <translation>查看模型</translation>
    </message>
    <message>
        <source>Get another model</source>
        <translation>换一个模型</translation>
    </message>
    <message>
        <source>See which ones suit this computer</source>
        <translation>看看哪些适合这台电脑</translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>Show the whole</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>More about this chart</source>
        <translation>此图的更多选项</translation>
    </message>
    <message>
        <source>Show the learning rate</source>
        <translation>显示学习率</translation>
    </message>
    <message>
        <source>Save as a picture (PNG)</source>
        <translation>存为图片 (PNG)</translation>
    </message>
    <message>
        <source>Save the figures (CSV)</source>
        <translation>保存数据 (CSV)</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>保存副本</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Ask something to begin.</source>
        <translation>随便问点什么，就可以开始了。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Waking the model…</source>
        <translation>正在唤醒模型…</translation>
    </message>
    <message>
        <source>Reading your message…</source>
        <translation>正在读你的消息…</translation>
    </message>
    <message>
        <source>Answering: {count} tokens</source>
        <translation>正在回答：{count} 个词元</translation>
    </message>
    <message>
        <source>Answering: {count} tokens, {speed}</source>
        <translation>正在回答：{count} 个词元，{speed}</translation>
    </message>
</context>
<context>
    <name>ChatPlace</name>
    <message>
        <source>No model yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Choose another model, then send</source>
        <translation>先换一个模型，再发送</translation>
    </message>
    <message>
        <source>Choose a model that fits, then send</source>
        <translation>先选一个放得下的模型，再发送</translation>
    </message>
    <message>
        <source>It is quick, stays on this computer and makes plenty of mistakes.</source>
        <translation>它很快，只在这台电脑上运行，也常常出错。</translation>
    </message>
    <message>
        <source>It runs on this computer; nothing you write leaves it.</source>
        <translation>它只在这台电脑上运行，你写的内容不会传出去。</translation>
    </message>
    <message>
        <source>This is {name}, a tiny demonstration model.</source>
        <translation>这是 {name}，一个很小的演示模型。</translation>
    </message>
    <message>
        <source>This is {name}.</source>
        <translation>这是 {name}。</translation>
    </message>
    <message>
        <source>It does not answer questions: it goes on writing where your text ends.</source>
        <translation>它不回答问题，而是接着你的文字往下写。</translation>
    </message>
    <message>
        <source>It does not chat: it finds the words that are missing in a text.</source>
        <translation>它不聊天，只找出文字里缺的词。</translation>
    </message>
    <message>
        <source>Ask something to begin.</source>
        <translation>随便问点什么，就可以开始了。</translation>
    </message>
    <message>
        <source>Get a model, then send</source>
        <translation>先获取一个模型，再发送</translation>
    </message>
</context>
<context>
    <name>ChatPrompts</name>
    <message>
        <source>Tell me a short story about a brave duck</source>
        <translation>给我讲个故事，关于一只勇敢的鸭子。</translation>
    </message>
    <message>
        <source>What is the opposite of warm?</source>
        <translation>温暖的反义词是什么？</translation>
    </message>
    <message>
        <source>Name five animals that live in the sea</source>
        <translation>请说出五种海里的动物。</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>从前，小河边住着一只</translation>
    </message>
    <message>
        <source>One morning the little duck</source>
        <translation>一天早上，小鸭子</translation>
    </message>
    <message>
        <source>The animals of the sea are</source>
        <translation>鲨鱼、螃蟹、海豚</translation>
    </message>
    <message>
        <source>The opposite of warm is ___.</source>
        <translation>温暖的反义词是___。</translation>
    </message>
    <message>
        <source>The sky is ___.</source>
        <translation>天空是___的。</translation>
    </message>
    <message>
        <source>A duck can ___ in the water.</source>
        <translation>小鸭子在水里___。</translation>
    </message>
</context>
<context>
    <name>ChatSaving</name>
    <message>
        <source>Save a copy</source>
        <translation>另存一份</translation>
    </message>
    <message>
        <source>Text (*.md)</source>
        <translation>文本 (*.md)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
</context>
<context>
    <name>ChatWords</name>
    <message>
        <source>Stopped: it reached the longest answer.</source>
        <translation>停下：到了回答长度的上限。</translation>
    </message>
    <message>
        <source>Stopped by you.</source>
        <translation>你让它停下了。</translation>
    </message>
    <message>
        <source>Stopped at a stop word.</source>
        <translation>停下：遇到了停止词。</translation>
    </message>
    <message>
        <source>Stopped: the conversation is full.</source>
        <translation>停下：对话已满。</translation>
    </message>
    <message>
        <source>Interrupted.</source>
        <translation>被中断了。</translation>
    </message>
    <message>
        <source>first word after {time}</source>
        <translation>首字用时 {time}</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在载入</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>未载入</translation>
    </message>
    <message>
        <source>in memory</source>
        <translation>已载入内存</translation>
    </message>
    <message>
        <source>in memory, {size}</source>
        <translation>已载入内存，{size}</translation>
    </message>
    <message>
        <source>It sorts texts into groups and does not write. Choose another model to chat with.</source>
        <translation>它把文字分类，不会写。请换一个模型来聊天。</translation>
    </message>
    <message>
        <source>It turns one text into another, such as a translation, and can not hold a conversation. Choose another model to chat with.</source>
        <translation>它把一段文字变成另一段（例如翻译），不能对话。请换一个模型来聊天。</translation>
    </message>
    <message>
        <source>It measures how close texts are in meaning and does not write. Choose another model.</source>
        <translation>它衡量文字的意思有多接近，不会写。请换一个模型。</translation>
    </message>
    <message>
        <source>It only changes another model and can not work alone. Choose the model it belongs to.</source>
        <translation>它只是另一个模型的附加部分，不能单独工作。请选它所属的模型。</translation>
    </message>
    <message>
        <source>It does not write text. Choose another model to chat with.</source>
        <translation>它不会写文字。请换一个模型来聊天。</translation>
    </message>
    <message>
        <source>continues a text</source>
        <translation>接着文字写</translation>
    </message>
    <message>
        <source>answers questions</source>
        <translation>回答问题</translation>
    </message>
    <message>
        <source>fills gaps</source>
        <translation>填空</translation>
    </message>
    <message>
        <source>sorts texts</source>
        <translation>给文字分类</translation>
    </message>
    <message>
        <source>turns texts into others</source>
        <translation>改写文字</translation>
    </message>
    <message>
        <source>measures likeness</source>
        <translation>衡量相似程度</translation>
    </message>
    <message>
        <source>an addition to another model</source>
        <translation>另一个模型的附加部分</translation>
    </message>
    <message>
        <source>does something else</source>
        <translation>做别的事</translation>
    </message>
    <message>
        <source>{used} of {total} tokens used</source>
        <translation>已用 {used} / {total} 个词元</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Fits</source>
        <translation>合适</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>Too big</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>你的</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>对</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错</translation>
    </message>
</context>
<context>
    <name>ClosingQuestion</name>
    <message>
        <source>A training is running</source>
        <translation>训练正在进行</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>在后台继续</translation>
    </message>
    <message>
        <source>Pause and close</source>
        <translation>暂停并关闭</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>It can not go on in the background: this desktop shows no icons of hidden programs.</source>
        <translation>不能在后台继续：这个桌面不显示隐藏程序的图标。</translation>
    </message>
    <message>
        <source>An icon of this program stays in the tray and shows how far.</source>
        <translation>本程序的图标留在托盘里，显示进度。</translation>
    </message>
    <message>
        <source>Nothing is lost. It goes on from here next time, where you say so.</source>
        <translation>什么都不会丢。下次由你决定，从这里接着训练。</translation>
    </message>
    <message>
        <source>What it has learned so far becomes a checkpoint.</source>
        <translation>到目前为止学到的成为一个检查点。</translation>
    </message>
    <message>
        <source>Stop, keep and close</source>
        <translation>停止、保留并关闭</translation>
    </message>
    <message>
        <source>“{name}” is still training.</source>
        <translation>“{name}”还在训练。</translation>
    </message>
</context>
<context>
    <name>CodeBlock</name>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Show all {count} lines</source>
        <translation>显示全部 {count} 行</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>ColumnTitles</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>占磁盘</translation>
    </message>
    <message>
        <source>To chat</source>
        <translation>聊天需</translation>
    </message>
    <message>
        <source>To train</source>
        <translation>训练需</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Which answer is shown</source>
        <translation>显示哪个回答</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>你想做什么？</translation>
    </message>
    <message>
        <source>No command has these letters.</source>
        <translation>没有符合的命令。</translation>
    </message>
</context>
<context>
    <name>CommandRow</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the line: {line}</source>
        <translation>复制这一行：{line}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>CompareMore</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Boldness</source>
        <translation>大胆程度</translation>
    </message>
    <message>
        <source>likely words</source>
        <translation>常见的词</translation>
    </message>
    <message>
        <source>takes chances</source>
        <translation>敢冒险</translation>
    </message>
    <message>
        <source>Range of words</source>
        <translation>选词范围</translation>
    </message>
    <message>
        <source>narrow</source>
        <translation>窄</translation>
    </message>
    <message>
        <source>wide</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same for all models.</source>
        <translation>对所有模型都一样。</translation>
    </message>
    <message>
        <source>in tokens</source>
        <translation>按词元 (token) 计</translation>
    </message>
    <message>
        <source>same seed, same answer</source>
        <translation>种子相同，回答相同</translation>
    </message>
</context>
<context>
    <name>ComparePlace</name>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>对比什么</translation>
    </message>
    <message>
        <source>One question</source>
        <translation>一个问题</translation>
    </message>
    <message>
        <source>A list</source>
        <translation>问题清单</translation>
    </message>
    <message>
        <source>Scoreboard</source>
        <translation>排行榜</translation>
    </message>
    <message>
        <source>A list is being asked. Pause it first.</source>
        <translation>正在提问一份清单，请先暂停。</translation>
    </message>
    <message>
        <source>{name}, question {n} of {count}</source>
        <translation>{name}，第 {n} 个问题，共 {count} 个</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>Wait until the answers are done.</source>
        <translation>请等回答结束。</translation>
    </message>
    <message>
        <source>It does not write text.</source>
        <translation>它不会写文字。</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>yours, {origin}</source>
        <translation>你的，{origin}</translation>
    </message>
    <message>
        <source>Not on this computer any more: {names}</source>
        <translation>已不在这台电脑上：{names}</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>answer {n} of {count}</source>
        <translation>第 {n} 个回答，共 {count} 个</translation>
    </message>
    <message>
        <source>It needs {needed}, and {free} are free here. {remedy}</source>
        <translation>它需要 {needed}，这里空闲 {free}。{remedy}</translation>
    </message>
</context>
<context>
    <name>ComparisonList</name>
    <message>
        <source>New comparison</source>
        <translation>新对比</translation>
    </message>
    <message>
        <source>Your comparisons will appear here.</source>
        <translation>你的对比会显示在这里。</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>A list</source>
        <translation>问题清单</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message>
        <source>How bold the answers are</source>
        <translation>回答有多大胆</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>Enter 发送，Shift+Enter 换行</translation>
    </message>
</context>
<context>
    <name>ContextFull</name>
    <message>
        <source>This conversation is as long as this model can read at once.</source>
        <translation>这段对话已到这个模型一次能读的长度。</translation>
    </message>
    <message>
        <source>It can go on without the oldest turns. They stay here for you to read.</source>
        <translation>去掉最早的几轮就能继续。它们仍留在这里供你阅读。</translation>
    </message>
    <message>
        <source>Drop the oldest turns</source>
        <translation>去掉最早的几轮</translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation>到此为止</translation>
    </message>
</context>
<context>
    <name>ContinuePage</name>
    <message>
        <source>How bold the text is</source>
        <translation>写得有多大胆</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>Continue my text</source>
        <translation>接着我的文字写</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>There is no continuation to take back.</source>
        <translation>没有可以撤回的续写。</translation>
    </message>
    <message>
        <source>Write the beginning first.</source>
        <translation>请先写个开头。</translation>
    </message>
    <message>
        <source>Ctrl+Enter continues</source>
        <translation>Ctrl+Enter 续写</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Waking the model…</source>
        <translation>正在唤醒模型…</translation>
    </message>
    <message>
        <source>Reading your text…</source>
        <translation>正在读你的文字…</translation>
    </message>
    <message>
        <source>Writing: {count} tokens</source>
        <translation>正在写：{count} 个词元</translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <source>Search conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>改名</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存一份</translation>
    </message>
    <message>
        <source>Text (Markdown)</source>
        <translation>文本 (Markdown)</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Back to conversations</source>
        <translation>回到对话</translation>
    </message>
    <message>
        <source>Trash, {count}</source>
        <translation>回收站，{count}</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>回收站是空的。</translation>
    </message>
    <message>
        <source>Your conversations will appear here.</source>
        <translation>你的对话会显示在这里。</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>上周</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>更早</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>载入</translation>
    </message>
    <message>
        <source>Show files</source>
        <translation>查看文件</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>ships with Desktop LLM</source>
        <translation>随 Desktop LLM 附带</translation>
    </message>
    <message>
        <source>in your library</source>
        <translation>在你的模型库里</translation>
    </message>
    <message>
        <source>opened where it lies</source>
        <translation>在原处打开</translation>
    </message>
    <message>
        <source>This model can not be used.</source>
        <translation>这个模型不能用。</translation>
    </message>
    <message>
        <source>It does not fit in this computer&apos;s memory.</source>
        <translation>这台电脑的内存放不下它。</translation>
    </message>
    <message>
        <source>This model does not write text.</source>
        <translation>这个模型不会写文字。</translation>
    </message>
    <message>
        <source>Fill gaps</source>
        <translation>填空</translation>
    </message>
    <message>
        <source>Training it takes more memory than there is here.</source>
        <translation>训练它需要的内存超过这台电脑所有的。</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在载入</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>移出内存</translation>
    </message>
    <message>
        <source>It ships with Desktop LLM and stays.</source>
        <translation>它随 Desktop LLM 附带，会一直保留。</translation>
    </message>
    <message>
        <source>To chat</source>
        <translation>聊天需</translation>
    </message>
    <message>
        <source>To train</source>
        <translation>训练需</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>占磁盘</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Reads at once</source>
        <translation>一次能读</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
    <message>
        <source>At work?</source>
        <translation>工作中可用？</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>In memory</source>
        <translation>已载入内存</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Export for other programs</source>
        <translation>导出给其他程序</translation>
    </message>
    <message>
        <source>A GGUF file is for chatting; it can not be trained.</source>
        <translation>GGUF 文件用来聊天，不能训练。</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
</context>
<context>
    <name>DeviceChoice</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>{name} (not found)</source>
        <translation>{name}（未找到）</translation>
    </message>
    <message>
        <source>Device: {name}</source>
        <translation>设备：{name}</translation>
    </message>
</context>
<context>
    <name>DownloadCard</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Cancel {name}</source>
        <translation>取消 {name}</translation>
    </message>
    <message>
        <source>Take {name} off this list</source>
        <translation>从列表中移去 {name}</translation>
    </message>
</context>
<context>
    <name>DownloadFoot</name>
    <message>
        <source>{name} is here.</source>
        <translation>{name} 已下载完成。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Download of {name}: {state}</source>
        <translation>下载 {name}：{state}</translation>
    </message>
</context>
<context>
    <name>DownloadsPage</name>
    <message>
        <source>They go on when you close the window and open it again. Every file is checked before it counts.</source>
        <translation>关闭窗口再打开后会继续下载。每个文件都经过校验才算数。</translation>
    </message>
    <message>
        <source>No downloads.</source>
        <translation>没有下载。</translation>
    </message>
    <message>
        <source>Show recommended models</source>
        <translation>显示推荐的模型</translation>
    </message>
</context>
<context>
    <name>Drawer</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ElsewherePage</name>
    <message>
        <source>Back to the form</source>
        <translation>返回表单</translation>
    </message>
    <message>
        <source>Write the folder…</source>
        <translation>写出文件夹…</translation>
    </message>
    <message>
        <source>Train elsewhere</source>
        <translation>在别处训练</translation>
    </message>
    <message>
        <source>A faster computer can do this training. You get a folder with the text, the model to start from and all settings. Copy it there, beside Desktop LLM, and type one line.</source>
        <translation>可以让更快的电脑来做这次训练。你会得到一个文件夹，里面有文本、起始模型和全部设置。把它拷到那台电脑上，放在 Desktop LLM 旁边，然后输入一行命令。</translation>
    </message>
    <message>
        <source>Choose the folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>带回来</translation>
    </message>
    <message>
        <source>When it is done there, copy the same folder back to this computer and choose it here. Its checkpoint is then in your list, as if it had been trained here.</source>
        <translation>那边训练完后，把同一个文件夹拷回这台电脑，在这里选择它。它的检查点就会出现在你的列表里，就像在这里训练的一样。</translation>
    </message>
    <message>
        <source>On another computer</source>
        <translation>在另一台电脑上</translation>
    </message>
    <message>
        <source>Choose a text and a model in the form first.</source>
        <translation>请先在表单中选择文本和模型。</translation>
    </message>
    <message>
        <source>“{name}”, starting from {base}</source>
        <translation>“{name}”，从 {base} 开始</translation>
    </message>
    <message>
        <source>“{name}”, a model from nothing</source>
        <translation>“{name}”，从零开始的模型</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>正在拷贝</translation>
    </message>
    <message>
        <source>Where should the folder be written?</source>
        <translation>文件夹写到哪里？</translation>
    </message>
    <message>
        <source>Which folder came back?</source>
        <translation>哪个文件夹带回来了？</translation>
    </message>
    <message>
        <source>Written: {folder} ({size})</source>
        <translation>已写出：{folder}（{size}）</translation>
    </message>
    <message>
        <source>Type there, in the folder above it:</source>
        <translation>在那边，在它的上一级文件夹中输入：</translation>
    </message>
    <message>
        <source>With several graphics cards in that computer:</source>
        <translation>如果那台电脑有多块显卡：</translation>
    </message>
    <message>
        <source>With several computers, set up with accelerate:</source>
        <translation>如果有多台电脑，已用 accelerate 设置好：</translation>
    </message>
</context>
<context>
    <name>ErrorState</name>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>ExamCard</name>
    <message>
        <source>Keep this moment</source>
        <translation>保留这一刻</translation>
    </message>
    <message>
        <source>Keeps what it knows now as a checkpoint of its own, and goes on.</source>
        <translation>把它现在会的单独存为一个检查点，训练继续。</translation>
    </message>
    <message>
        <source>Exam</source>
        <translation>考试</translation>
    </message>
    <message>
        <source>Saved moments</source>
        <translation>保存的时刻</translation>
    </message>
    <message>
        <source>Your questions, asked again at each saved moment.</source>
        <translation>你的问题，在每个保存的时刻再问一遍。</translation>
    </message>
    <message>
        <source>You asked no questions. Up to ten can be written before Start.</source>
        <translation>你没有写问题。开始之前最多可以写十个。</translation>
    </message>
    <message>
        <source>Base, {name}</source>
        <translation>原模型，{name}</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>the base</source>
        <translation>原模型</translation>
    </message>
    <message>
        <source>Moment shown: {moment}</source>
        <translation>显示的时刻：{moment}</translation>
    </message>
    <message>
        <source>Mine at step {step}</source>
        <translation>我的，第 {step} 步</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Show file</source>
        <translation>显示文件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Whole, 16 bit ({size})</source>
        <translation>完整，16 位（{size}）</translation>
    </message>
    <message>
        <source>Half the size, 8 bit, about the same quality ({size})</source>
        <translation>一半大小，8 位，质量几乎相同（{size}）</translation>
    </message>
    <message>
        <source>Smallest, 4 bit, a little less quality ({size})</source>
        <translation>最小，4 位，质量略低（{size}）</translation>
    </message>
    <message>
        <source>Export for other programs</source>
        <translation>导出给其他程序</translation>
    </message>
    <message>
        <source>Writing “{name}” for other programs</source>
        <translation>正在为其他程序写出“{name}”</translation>
    </message>
    <message>
        <source>“{name}” was written as {file} ({size}).</source>
        <translation>“{name}”已写成 {file}（{size}）。</translation>
    </message>
</context>
<context>
    <name>FoldersPage</name>
    <message>
        <source>A folder that holds models</source>
        <translation>存放模型的文件夹</translation>
    </message>
    <message>
        <source>A zip archive with a model</source>
        <translation>含有模型的 zip 压缩包</translation>
    </message>
</context>
<context>
    <name>FoldersShelf</name>
    <message>
        <source>Models are looked for in these folders. What comes or goes in them shows by itself.</source>
        <translation>程序会在这些文件夹中查找模型。其中的增减会自动显示。</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>添加文件夹</translation>
    </message>
    <message>
        <source>Open a zip archive</source>
        <translation>打开 zip 压缩包</translation>
    </message>
    <message>
        <source>From other programs</source>
        <translation>来自其他程序</translation>
    </message>
    <message>
        <source>Look here no more</source>
        <translation>不再查找此处</translation>
    </message>
    <message>
        <source>Models to add: {n}, read where they lie</source>
        <translation>可添加的模型：{n} 个，原地读取</translation>
    </message>
    <message>
        <source>Models: {n}, {size}; {free} free on this drive</source>
        <translation>模型：{n} 个，{size}；此磁盘还剩 {free}</translation>
    </message>
    <message>
        <source>Add them to the list</source>
        <translation>加入列表</translation>
    </message>
    <message>
        <source>Nothing is copied or changed.</source>
        <translation>不会复制或更改任何内容。</translation>
    </message>
    <message>
        <source>No other models were found of Hugging Face, LM Studio, Ollama, GPT4All or Jan.</source>
        <translation>没有找到 Hugging Face、LM Studio、Ollama、GPT4All 或 Jan 的其他模型。</translation>
    </message>
    <message>
        <source>Not connected; its models come back with it</source>
        <translation>未连接；重新连接后其模型会恢复显示</translation>
    </message>
</context>
<context>
    <name>FormExam</name>
    <message>
        <source>Questions, one on each line</source>
        <translation>问题，每行一个</translation>
    </message>
    <message>
        <source>One question on each line, up to ten</source>
        <translation>每行一个问题，最多十个</translation>
    </message>
    <message>
        <source>Use five questions about the sample text</source>
        <translation>使用关于示例文字的五个问题</translation>
    </message>
    <message>
        <source>Questions for the exam (optional)</source>
        <translation>考试用的问题（可不填）</translation>
    </message>
    <message>
        <source>Only the first {most} are asked.</source>
        <translation>只问前 {most} 个。</translation>
    </message>
    <message>
        <source>{n} of {most}. You see the answers change while it learns.</source>
        <translation>{n} / {most}。你会看到回答随着学习而变化。</translation>
    </message>
    <message>
        <source>Base and mine answer them side by side while it learns.</source>
        <translation>学习过程中，原模型和我的并排回答它们。</translation>
    </message>
</context>
<context>
    <name>FormPlan</name>
    <message>
        <source>Start from</source>
        <translation>从哪个开始</translation>
    </message>
    <message>
        <source>Name of the result</source>
        <translation>结果的名称</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Reads your text</source>
        <translation>读你的文字</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>预估</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>A new model starts from nothing.</source>
        <translation>新模型从零开始。</translation>
    </message>
    <message>
        <source>Time and memory are measured on this computer once there is a text.</source>
        <translation>有了文字，就在这台电脑上测量时间和内存。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>A few real steps are tried out. Nothing is changed.</source>
        <translation>真正试几步，不改动任何东西。</translation>
    </message>
    <message>
        <source>{size} of {free} free</source>
        <translation>{size}，空闲 {free}</translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>占磁盘 {size}</translation>
    </message>
    <message>
        <source>No forecast</source>
        <translation>没有预估</translation>
    </message>
    <message>
        <source>You can pause or stop at any time.</source>
        <translation>你可以随时暂停或停止。</translation>
    </message>
    <message>
        <source>You can pause or stop at any time. {base} itself is not changed.</source>
        <translation>你可以随时暂停或停止。{base} 本身不会改动。</translation>
    </message>
</context>
<context>
    <name>FormTask</name>
    <message>
        <source>What it should learn</source>
        <translation>它应该学什么</translation>
    </message>
    <message>
        <source>Possible, but {n} words are very few.</source>
        <translation>可以，但 {n} 个词非常少。</translation>
    </message>
</context>
<context>
    <name>FormText</name>
    <message>
        <source>choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Let go to read it</source>
        <translation>松手即可读取</translation>
    </message>
    <message>
        <source>Use the sample text, a small bakery&apos;s handbook</source>
        <translation>用示例文字：一家小面包店的手册</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>你的文字</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读…</translation>
    </message>
    <message>
        <source>Take {file} away</source>
        <translation>移除 {file}</translation>
    </message>
    <message>
        <source>Drop texts, tables, chats, folders here, or</source>
        <translation>把文字、表格、聊天记录或文件夹拖到这里，或</translation>
    </message>
    <message>
        <source>Texts ({types})</source>
        <translation>文字 ({types})</translation>
    </message>
    <message>
        <source>Choose a whole folder</source>
        <translation>选择整个文件夹</translation>
    </message>
    <message>
        <source>Take these files away</source>
        <translation>移除这些文件</translation>
    </message>
    <message>
        <source>{n} more files</source>
        <translation>还有 {n} 个文件</translation>
    </message>
    <message>
        <source>Drop more files here, or</source>
        <translation>可以再拖入文件，或</translation>
    </message>
    <message>
        <source>{n} files, {words} words</source>
        <translation>{n} 个文件，{words} 个词</translation>
    </message>
    <message>
        <source>A folder of texts</source>
        <translation>存放文字的文件夹</translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>保存列表</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
</context>
<context>
    <name>FormTextChecks</name>
    <message>
        <source>What your files hold</source>
        <translation>你的文件里是什么</translation>
    </message>
    <message>
        <source>Found out for you</source>
        <translation>自动判断</translation>
    </message>
    <message>
        <source>{part} is in the column</source>
        <translation>{part}在这一列</translation>
    </message>
    <message>
        <source>The letters of {file} were guessed to be {encoding}. Look at the examples.</source>
        <translation>{file} 的字符猜测为 {encoding}，请看看例子对不对。</translation>
    </message>
    <message>
        <source>All letters are read as {encoding}.</source>
        <translation>所有字符按 {encoding} 读取。</translation>
    </message>
    <message>
        <source>How letters are read</source>
        <translation>字符的读法</translation>
    </message>
    <message>
        <source>{file} is the exam: {n} words, never trained on.</source>
        <translation>{file} 是考试：{n} 个词，绝不用来训练。</translation>
    </message>
    <message>
        <source>Hold back a part instead</source>
        <translation>改为留出一部分</translation>
    </message>
    <message>
        <source>Use a file of mine</source>
        <translation>用我自己的文件</translation>
    </message>
    <message>
        <source>Show examples</source>
        <translation>看例子</translation>
    </message>
    <message>
        <source>An example, as the model will see it</source>
        <translation>一个例子，模型看到的样子</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>去掉</translation>
    </message>
    <message>
        <source>Paragraphs that stand there more than once: {n}</source>
        <translation>出现不止一次的段落：{n}</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Examples that repeat one before, word for word: {n}</source>
        <translation>与前面逐字重复的例子：{n}</translation>
    </message>
    <message>
        <source>Paragraphs that nearly repeat one before: {n}</source>
        <translation>与前面几乎重复的段落：{n}</translation>
    </message>
    <message>
        <source>Save list…</source>
        <translation>保存列表…</translation>
    </message>
    <message>
        <source>Not everything could be used. The list says which rows, and why.</source>
        <translation>有些内容没能用上。列表里写着是哪些行和原因。</translation>
    </message>
    <message>
        <source>Some things are worth a look. The list says where.</source>
        <translation>有些地方值得看看。列表里写着位置。</translation>
    </message>
    <message>
        <source>A file that is the exam</source>
        <translation>作为考试的文件</translation>
    </message>
</context>
<context>
    <name>GapsPage</name>
    <message>
        <source>Text with gaps</source>
        <translation>带空的文字</translation>
    </message>
    <message>
        <source>Write a text with ___ where a word is missing</source>
        <translation>写一段文字，在缺词处写 ___</translation>
    </message>
    <message>
        <source>Insert a gap</source>
        <translation>插入一个空</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填</translation>
    </message>
    <message>
        <source>Fill the gaps</source>
        <translation>填空</translation>
    </message>
    <message>
        <source>Filling…</source>
        <translation>正在填…</translation>
    </message>
    <message>
        <source>Write ___ where a word is missing.</source>
        <translation>请在缺词处写 ___。</translation>
    </message>
    <message>
        <source>Gap {n}</source>
        <translation>第 {n} 个空</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Guide</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>Leave the guide</source>
        <translation>离开引导</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>{at} of {all}</source>
        <translation>第 {at} 步，共 {all} 步</translation>
    </message>
    <message>
        <source>This is the first step.</source>
        <translation>这是第一步。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>HeadGrid</name>
    <message>
        <source>Heads by layer</source>
        <translation>各层的注意力头</translation>
    </message>
    <message>
        <source>Layer {layer}, head {head}</source>
        <translation>第 {layer} 层，第 {head} 个头</translation>
    </message>
</context>
<context>
    <name>HeadPicture</name>
    <message>
        <source>Who looks at whom</source>
        <translation>谁在看谁</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
</context>
<context>
    <name>HelpPlace</name>
    <message>
        <source>Find in the help</source>
        <translation>在帮助里查找</translation>
    </message>
    <message>
        <source>What is…? How do I…?</source>
        <translation>……是什么？怎么做……？</translation>
    </message>
    <message>
        <source>How it is done</source>
        <translation>怎么做</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Nothing has these letters. Try a shorter word.</source>
        <translation>没有找到。换个短一点的词试试。</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
</context>
<context>
    <name>HubDetail</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Read its card</source>
        <translation>阅读模型说明</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>打开其页面</translation>
    </message>
    <message>
        <source>Show downloads</source>
        <translation>显示下载</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>What its makers say</source>
        <translation>制作者的说明</translation>
    </message>
    <message>
        <source>Asking the hub about it…</source>
        <translation>正在向站点查询…</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>重新下载</translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>Its makers want you to accept their terms: open its page, sign in and accept, make an access token there, and put it under Settings, Network.</source>
        <translation>其制作者要求您接受条款：打开其页面，登录并接受，在那里创建访问令牌，并填入“设置”的“网络”中。</translation>
    </message>
    <message>
        <source>To chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>To train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>To fetch</source>
        <translation>需下载</translation>
    </message>
    <message>
        <source>At work?</source>
        <translation>工作中可用？</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>Reads at once</source>
        <translation>一次读取</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>An old format that can run programs.</source>
        <translation>一种可能运行程序的旧格式。</translation>
    </message>
    <message>
        <source>This version can not use these files.</source>
        <translation>此版本无法使用这些文件。</translation>
    </message>
    <message>
        <source>It has no files this version can use.</source>
        <translation>它没有此版本可用的文件。</translation>
    </message>
</context>
<context>
    <name>InspectPlace</name>
    <message>
        <source>Surprise</source>
        <translation>意外程度</translation>
    </message>
    <message>
        <source>Next word</source>
        <translation>下一个词</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Anatomy</source>
        <translation>构造</translation>
    </message>
    <message>
        <source>What to look at</source>
        <translation>查看内容</translation>
    </message>
</context>
<context>
    <name>JobFoot</name>
    <message>
        <source>Training {name}, {left}</source>
        <translation>正在训练 {name}，{left}</translation>
    </message>
</context>
<context>
    <name>JudgeCard</name>
    <message>
        <source>Let a model judge</source>
        <translation>让模型评判</translation>
    </message>
    <message>
        <source>It is asked about every two answers twice, with the order swapped; only what it says both times counts. Its verdicts are kept apart from your votes.</source>
        <translation>每两个回答问它两次，第二次调换顺序；只有两次说法一致才算数。它的评判与你的投票分开保存。</translation>
    </message>
    <message>
        <source>Progress of the judge</source>
        <translation>评判进度</translation>
    </message>
    <message>
        <source>A model as the judge</source>
        <translation>让模型当评判</translation>
    </message>
    <message>
        <source>Stop judging</source>
        <translation>停止评判</translation>
    </message>
    <message>
        <source>{done} of {n} pairs of answers</source>
        <translation>{n} 对回答中的 {done} 对</translation>
    </message>
    <message>
        <source>{name} gave the same verdict in both orders for {agreed} of {asked} pairs.</source>
        <translation>{asked} 对回答中，{name} 有 {agreed} 对在两种顺序下给出相同的评判。</translation>
    </message>
    <message>
        <source>That is about what guessing gives: it chose the answer that was shown first {share} of the time.</source>
        <translation>这和瞎猜差不多：有 {share} 的时候，它选了先出现的那个回答。</translation>
    </message>
    <message>
        <source>More than chance would make.</source>
        <translation>不只是偶然。</translation>
    </message>
    <message>
        <source>{a} preferred {wins} times, {b} {losses} times, undecided {wavered} times. {verdict}</source>
        <translation>偏好 {a} {wins} 次，{b} {losses} 次，拿不定 {wavered} 次。{verdict}</translation>
    </message>
    <message>
        <source>No real difference.</source>
        <translation>没有真正的差别。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>expected</source>
        <translation>意料之中</translation>
    </message>
    <message>
        <source>1 in 2</source>
        <translation>2 次中 1 次</translation>
    </message>
    <message>
        <source>1 in 10</source>
        <translation>10 次中 1 次</translation>
    </message>
    <message>
        <source>1 in 100</source>
        <translation>100 次中 1 次</translation>
    </message>
    <message>
        <source>1 in 1,000 or rarer</source>
        <translation>1,000 次中 1 次或更少</translation>
    </message>
    <message>
        <source>B knows it much better</source>
        <translation>B 熟悉得多</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更熟悉</translation>
    </message>
    <message>
        <source>alike</source>
        <translation>相近</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更陌生</translation>
    </message>
    <message>
        <source>much worse</source>
        <translation>陌生得多</translation>
    </message>
</context>
<context>
    <name>Links</name>
    <message>
        <source>Open a link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Open {host} outside this program?</source>
        <translation>在程序外打开 {host}？</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制网址</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>留在这里</translation>
    </message>
</context>
<context>
    <name>ListForm</name>
    <message>
        <source>My own questions</source>
        <translation>我自己的问题</translation>
    </message>
    <message>
        <source>Everyday questions</source>
        <translation>日常问题</translation>
    </message>
    <message>
        <source>Summarising</source>
        <translation>概括</translation>
    </message>
    <message>
        <source>Rewriting</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Sums</source>
        <translation>算术</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>20 questions</source>
        <translation>20 个问题</translation>
    </message>
    <message>
        <source>Questions, one on each line</source>
        <translation>问题，每行一个</translation>
    </message>
    <message>
        <source>One question on each line. After =&gt; you may write the expected answer.</source>
        <translation>每行一个问题。在 =&gt; 之后可以写上期望的答案。</translation>
    </message>
    <message>
        <source>Drop a list (.txt, .csv, .jsonl), or</source>
        <translation>把清单 (.txt, .csv, .jsonl) 拖到这里，或</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Let go to read it</source>
        <translation>松开即可读取</translation>
    </message>
    <message>
        <source>Lists (*.txt *.csv *.tsv *.jsonl)</source>
        <translation>清单 (*.txt *.csv *.tsv *.jsonl)</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Ask them all</source>
        <translation>全部提问</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Take {name} away</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>{n} questions, {expected} with an expected answer</source>
        <translation>{n} 个问题，其中 {expected} 个有期望答案</translation>
    </message>
    <message>
        <source>Write a question first, or choose a set.</source>
        <translation>请先写一个问题，或选择一组。</translation>
    </message>
    <message>
        <source>Add two models or more.</source>
        <translation>请添加两个或更多模型。</translation>
    </message>
    <message>
        <source>{n} answers in all; you can pause at any time.</source>
        <translation>共 {n} 个回答；可以随时暂停。</translation>
    </message>
</context>
<context>
    <name>ListOverlay</name>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>Progress of the list</source>
        <translation>清单进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Same settings for all: {preset}, seed {seed}, at most {n} tokens. Change them under More.</source>
        <translation>所有模型设置相同：{preset}，种子 {seed}，最多 {n} 个词元。可在“更多”中修改。</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>{done} of {n} answers</source>
        <translation>{n} 个回答中的 {done} 个</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在估算…</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余时间：{time}</translation>
    </message>
    <message>
        <source>A list</source>
        <translation>问题清单</translation>
    </message>
    <message>
        <source>What is done is kept.</source>
        <translation>已完成的部分会保留。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Not on this computer any more: {names}</source>
        <translation>已不在这台电脑上：{names}</translation>
    </message>
    <message>
        <source>{name}, model {n} of {count}. They take turns, so that each is loaded once.</source>
        <translation>{name}，第 {n} 个模型，共 {count} 个。它们依次回答，每个只加载一次。</translation>
    </message>
    <message>
        <source>Working out the figures…</source>
        <translation>正在计算各项数字…</translation>
    </message>
    <message>
        <source>A model is judging. Wait for it, or stop it.</source>
        <translation>有模型正在评判。请等它完成，或先停止。</translation>
    </message>
    <message>
        <source>All answers are there</source>
        <translation>回答都齐了</translation>
    </message>
</context>
<context>
    <name>ListResult</name>
    <message>
        <source>Small lists say little: the range behind each figure is where it would lie with other questions of the same sort, 95 times of 100.</source>
        <translation>清单越短，结论越弱：每个数字下面的范围，表示换一批同类问题时，100 次中有 95 次会落在哪里。</translation>
    </message>
    <message>
        <source>Make a report</source>
        <translation>生成报告</translation>
    </message>
    <message>
        <source>Save as table (CSV)</source>
        <translation>存为表格 (CSV)</translation>
    </message>
    <message>
        <source>Save as JSONL</source>
        <translation>存为 JSONL</translation>
    </message>
    <message>
        <source>Vote on the answers, blind</source>
        <translation>盲评这些回答</translation>
    </message>
    <message>
        <source>Question before</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>Question after</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Question {n} of {count}</source>
        <translation>第 {n} 个问题，共 {count} 个</translation>
    </message>
    <message>
        <source>Expected: {answer}</source>
        <translation>期望答案：{answer}</translation>
    </message>
    <message>
        <source>Has the expected answer</source>
        <translation>含有期望答案</translation>
    </message>
    <message>
        <source>Expected answer missing</source>
        <translation>缺少期望答案</translation>
    </message>
    <message>
        <source>Not asked yet.</source>
        <translation>尚未提问。</translation>
    </message>
    <message>
        <source>It said nothing.</source>
        <translation>它什么也没说。</translation>
    </message>
</context>
<context>
    <name>LookBackSection</name>
    <message>
        <source>What it forgot</source>
        <translation>它忘了什么</translation>
    </message>
    <message>
        <source>What it recites</source>
        <translation>它会背出什么</translation>
    </message>
    <message>
        <source>The light add-on, a lower rate, or reading the text less often keeps more of it.</source>
        <translation>用轻量附加、更低的学习率，或者少读几遍文本，可以保住更多。</translation>
    </message>
</context>
<context>
    <name>LossChart</name>
    <message>
        <source>Chart of surprise over the steps</source>
        <translation>意外程度随步数变化的图</translation>
    </message>
    <message>
        <source>Drag or turn the wheel to look closer, double click for the whole.</source>
        <translation>拖动或滚轮可以放大，双击显示全部。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Understood</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>Go to Chat</source>
        <translation>去聊天</translation>
    </message>
    <message>
        <source>Go to Compare</source>
        <translation>去对比</translation>
    </message>
    <message>
        <source>Go to Train</source>
        <translation>去训练</translation>
    </message>
    <message>
        <source>Go to Models</source>
        <translation>去模型</translation>
    </message>
    <message>
        <source>Go to Look inside</source>
        <translation>前往“看内部”</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>Watch the tour</source>
        <translation>观看导览</translation>
    </message>
    <message>
        <source>Help: every word explained</source>
        <translation>帮助：每个词的解释</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
</context>
<context>
    <name>MarkdownView</name>
    <message>
        <source>Show the rest</source>
        <translation>显示其余部分</translation>
    </message>
</context>
<context>
    <name>Measure</name>
    <message>
        <source>Has the expected answer</source>
        <translation>含有期望答案</translation>
    </message>
    <message>
        <source>Is exactly the expected answer</source>
        <translation>与期望答案完全一致</translation>
    </message>
    <message>
        <source>Right label</source>
        <translation>标签正确</translation>
    </message>
    <message>
        <source>Right label, each label counted alike</source>
        <translation>标签正确，各标签同等计算</translation>
    </message>
    <message>
        <source>Likeness in letters, of 100</source>
        <translation>字母层面的相似度，满分 100</translation>
    </message>
    <message>
        <source>Likeness in phrases, of 100</source>
        <translation>词组层面的相似度，满分 100</translation>
    </message>
    <message>
        <source>Words in the same order, of 1</source>
        <translation>词序相同的程度，满分 1</translation>
    </message>
    <message>
        <source>Declines to answer</source>
        <translation>拒绝回答</translation>
    </message>
    <message>
        <source>Repeats itself</source>
        <translation>重复自己</translation>
    </message>
    <message>
        <source>Unsure of its own words, among so many</source>
        <translation>对自己用词的犹豫，相当于在这么多个中选择</translation>
    </message>
    <message>
        <source>Words in an answer</source>
        <translation>每个回答的词数</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>Time to the first word</source>
        <translation>到第一个词的时间</translation>
    </message>
    <message>
        <source>Time for an answer</source>
        <translation>每个回答的时间</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>占用内存</translation>
    </message>
    <message>
        <source>between {low} and {high}</source>
        <translation>介于 {low} 和 {high} 之间</translation>
    </message>
    <message>
        <source>These questions have no expected answers, so only reading tells which is better.</source>
        <translation>这些问题没有期望答案，哪个更好只能靠阅读判断。</translation>
    </message>
    <message>
        <source>No real difference between {first} and {second} on these {n} questions: chance alone could make it.</source>
        <translation>在这 {n} 个问题上，{first} 和 {second} 没有真正的差别：单凭偶然也会如此。</translation>
    </message>
    <message>
        <source>{first} was right most often: {right} of {n}. That is more than chance would make.</source>
        <translation>{first} 答对最多：{n} 个中的 {right} 个。这不是偶然能造成的。</translation>
    </message>
    <message>
        <source>The answers of {first} are nearest to the expected ones. That is more than chance would make.</source>
        <translation>{first} 的回答最接近期望答案。这不是偶然能造成的。</translation>
    </message>
    <message>
        <source>differs from A</source>
        <translation>与 A 有差别</translation>
    </message>
    <message>
        <source>no real difference from A</source>
        <translation>与 A 没有真正的差别</translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <source>Without it</source>
        <translation>不用它</translation>
    </message>
    <message>
        <source>It can not be opened.</source>
        <translation>无法打开。</translation>
    </message>
    <message>
        <source>It does not fit in this computer&apos;s memory.</source>
        <translation>这台电脑的内存放不下。</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Find a model</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>No model has that in its name.</source>
        <translation>没有名称符合的模型。</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>In memory</source>
        <translation>已载入内存</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>你的</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>这台电脑上</translation>
    </message>
    <message>
        <source>taught from {base}</source>
        <translation>由 {base} 训练而来</translation>
    </message>
    <message>
        <source>It fills gaps and does not write.</source>
        <translation>它只填空，不会写。</translation>
    </message>
    <message>
        <source>It does not write text.</source>
        <translation>它不会写文字。</translation>
    </message>
</context>
<context>
    <name>ModelsPlace</name>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>这台电脑上</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{size} used by models</source>
        <translation>模型占用 {size}</translation>
    </message>
    <message>
        <source>“{name}” ships with Desktop LLM and stays.</source>
        <translation>“{name}”随 Desktop LLM 附带，会一直保留。</translation>
    </message>
    <message>
        <source>Taken off the list; its files stay</source>
        <translation>已从列表移除，文件还在</translation>
    </message>
    <message>
        <source>Moved to the trash</source>
        <translation>已移到回收站</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>It is back</source>
        <translation>已放回</translation>
    </message>
    <message>
        <source>A model&apos;s folder</source>
        <translation>模型的文件夹</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Have a model already? Open its folder or file; it stays where it lies. Nothing is copied.</source>
        <translation>已经有模型？打开它的文件夹或文件，它会留在原处，不会复制。</translation>
    </message>
    <message>
        <source>A model in one file</source>
        <translation>单个文件的模型</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>MoreDrawer</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>How bold the answers are</source>
        <translation>回答有多大胆</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Set by hand, none of the three.</source>
        <translation>手动设定，不是这三种。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>Answers at once</source>
        <translation>同时几个回答</translation>
    </message>
    <message>
        <source>Same answer every time</source>
        <translation>每次回答相同</translation>
    </message>
    <message>
        <source>Known after the first answer.</source>
        <translation>第一个回答之后才知道。</translation>
    </message>
    <message>
        <source>likely words</source>
        <translation>常见的词</translation>
    </message>
    <message>
        <source>takes chances</source>
        <translation>敢冒险</translation>
    </message>
    <message>
        <source>narrow</source>
        <translation>窄</translation>
    </message>
    <message>
        <source>wide</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>strict</source>
        <translation>严</translation>
    </message>
    <message>
        <source>Boldness</source>
        <translation>大胆程度</translation>
    </message>
    <message>
        <source>Range of words</source>
        <translation>选词范围</translation>
    </message>
    <message>
        <source>Avoid repeating</source>
        <translation>避免重复</translation>
    </message>
    <message>
        <source>Least likely word</source>
        <translation>最低可能性</translation>
    </message>
    <message>
        <source>Typical words only</source>
        <translation>只用典型的词</translation>
    </message>
    <message>
        <source>More controls</source>
        <translation>更多选项</translation>
    </message>
    <message>
        <source>0 is off</source>
        <translation>0 表示关</translation>
    </message>
    <message>
        <source>Number of words to choose from</source>
        <translation>候选词数</translation>
    </message>
    <message>
        <source>Words in a row never twice</source>
        <translation>连续几个词不重复</translation>
    </message>
    <message>
        <source>Stop at these words</source>
        <translation>遇到这些词就停</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>用英文逗号分开</translation>
    </message>
    <message>
        <source>Instructions for every answer</source>
        <translation>对每个回答的要求</translation>
    </message>
    <message>
        <source>Answer in short sentences.</source>
        <translation>用短句回答。</translation>
    </message>
    <message>
        <source>Room in this conversation</source>
        <translation>这段对话的余量</translation>
    </message>
    <message>
        <source>{tokens} tokens, about {words} words</source>
        <translation>{tokens} 个词元，约 {words} 个英文词</translation>
    </message>
    <message>
        <source>a new one each time</source>
        <translation>每次都换</translation>
    </message>
    <message>
        <source>keeps the seed at {n}</source>
        <translation>种子固定为 {n}</translation>
    </message>
    <message>
        <source>Fewer controls</source>
        <translation>更少选项</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>Rename</source>
        <translation>改名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>NetworkRows</name>
    <message>
        <source>Work offline</source>
        <translation>离线工作</translation>
    </message>
    <message>
        <source>Address of the hub</source>
        <translation>站点地址</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>For models whose makers ask who you are. It goes to the hub alone, never into a file or the log.</source>
        <translation>用于制作者要求身份的模型。它只发送给站点，绝不写入文件或日志。</translation>
    </message>
    <message>
        <source>Nothing leaves this computer. Without it too, only what you ask for does.</source>
        <translation>任何内容都不会离开这台电脑。不开启时，也只有您要求的内容会发出。</translation>
    </message>
    <message>
        <source>Model hub</source>
        <translation>模型站点</translation>
    </message>
    <message>
        <source>Where models are searched and fetched; or a mirror.</source>
        <translation>搜索和下载模型的地方；也可以是镜像。</translation>
    </message>
    <message>
        <source>Empty: the one of the system.</source>
        <translation>留空则使用系统代理。</translation>
    </message>
    <message>
        <source>Write it like https://example.org</source>
        <translation>请写成 https://example.org 的形式</translation>
    </message>
    <message>
        <source>It is in the keyring of this system.</source>
        <translation>它保存在系统的密钥环中。</translation>
    </message>
    <message>
        <source>This system has no keyring, so it is kept until you close the window and then gone.</source>
        <translation>此系统没有密钥环，因此只保留到您关闭窗口为止。</translation>
    </message>
    <message>
        <source>The one of the environment (HF_TOKEN) is used.</source>
        <translation>正在使用环境变量（HF_TOKEN）中的令牌。</translation>
    </message>
    <message>
        <source>There is none now.</source>
        <translation>现在没有令牌。</translation>
    </message>
</context>
<context>
    <name>NewTraining</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>新训练</translation>
    </message>
    <message>
        <source>{name}, again</source>
        <translation>{name}，再来一次</translation>
    </message>
    <message>
        <source>My {text}</source>
        <translation>我的 {text}</translation>
    </message>
    <message>
        <source>My checkpoint</source>
        <translation>我的检查点</translation>
    </message>
    <message>
        <source>Choose a model to start from.</source>
        <translation>请选一个作为起点的模型。</translation>
    </message>
    <message>
        <source>Drop a text first.</source>
        <translation>请先拖入文字。</translation>
    </message>
    <message>
        <source>Your text is being read.</source>
        <translation>正在读你的文字。</translation>
    </message>
    <message>
        <source>This text can not be used.</source>
        <translation>这份文字不能用。</translation>
    </message>
    <message>
        <source>Train elsewhere</source>
        <translation>在别处训练</translation>
    </message>
</context>
<context>
    <name>NextPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Beginning</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>Once upon a time</translation>
    </message>
    <message>
        <source>How it is read</source>
        <translation>读取方式</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>接着写</translation>
    </message>
    <message>
        <source>Answer it</source>
        <translation>回答它</translation>
    </message>
    <message>
        <source>What comes next?</source>
        <translation>接下来是什么？</translation>
    </message>
    <message>
        <source>What would it write next?</source>
        <translation>它接下来会写什么？</translation>
    </message>
    <message>
        <source>Slate: the model&apos;s own chance. Blue: what the controls leave of it. Click a piece to write it and look again.</source>
        <translation>灰色：模型自己的概率。蓝色：调节后剩下的概率。点击一个片段即写入并再看一次。</translation>
    </message>
    <message>
        <source>Boldness</source>
        <translation>大胆程度</translation>
    </message>
    <message>
        <source>always the likeliest</source>
        <translation>总选最可能的</translation>
    </message>
    <message>
        <source>anything goes</source>
        <translation>什么都可能</translation>
    </message>
    <message>
        <source>Only the likeliest few</source>
        <translation>只留最可能的几个</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>of 100</source>
        <translation>100 个</translation>
    </message>
    <message>
        <source>Until so much is covered</source>
        <translation>直到覆盖这么多</translation>
    </message>
    <message>
        <source>one piece</source>
        <translation>一个片段</translation>
    </message>
    <message>
        <source>At least so likely as the first</source>
        <translation>至少达到第一名的比例</translation>
    </message>
    <message>
        <source>the first alone</source>
        <translation>只有第一名</translation>
    </message>
    <message>
        <source>{left} of {all} pieces can still be chosen.</source>
        <translation>{all} 个片段中还有 {left} 个可选。</translation>
    </message>
    <message>
        <source>It would choose one of the first {n} in {share} of cases.</source>
        <translation>它在 {share} 的情况下会选前 {n} 个之一。</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>正在询问模型…</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>Write a beginning first.</source>
        <translation>请先写一个开头。</translation>
    </message>
</context>
<context>
    <name>NotesCard</name>
    <message>
        <source>Notes</source>
        <translation>笔记</translation>
    </message>
    <message>
        <source>What you tried, and what you saw</source>
        <translation>你试了什么，看到了什么</translation>
    </message>
    <message>
        <source>Kept beside the run as you type.</source>
        <translation>随着输入保存在这次训练旁边。</translation>
    </message>
    <message>
        <source>Kept.</source>
        <translation>已保存。</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
</context>
<context>
    <name>OverlayChoice</name>
    <message>
        <source>Other runs</source>
        <translation>其他训练</translation>
    </message>
    <message>
        <source>There is no other run with a curve.</source>
        <translation>没有其他带曲线的训练。</translation>
    </message>
    <message>
        <source>Lay their curves over this one</source>
        <translation>把它们的曲线叠加上来</translation>
    </message>
</context>
<context>
    <name>OwnMessage</name>
    <message>
        <source>Edit and send again</source>
        <translation>修改后重发</translation>
    </message>
    <message>
        <source>Wait for the answer, or stop it.</source>
        <translation>请等回答结束，或先停止。</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>你的消息</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Leave as it was</source>
        <translation>保持原样</translation>
    </message>
</context>
<context>
    <name>PageCard</name>
    <message>
        <source>A page it never saw, word by word</source>
        <translation>一页它没见过的文本，逐词来看</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>The page as the base sees it</source>
        <translation>基础模型眼中的这一页</translation>
    </message>
    <message>
        <source>The page as mine sees it</source>
        <translation>我的模型眼中的这一页</translation>
    </message>
    <message>
        <source>Where the two differ</source>
        <translation>两者的差异</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>看内部</translation>
    </message>
    <message>
        <source>More of the held-back part, measured anew, under Look inside.</source>
        <translation>在“看内部”中重新测量更多留出的文本。</translation>
    </message>
    <message>
        <source>The stronger the colour, the less it expected the piece. Point at one to see what it expected.</source>
        <translation>颜色越深，它越没有料到这一片。指向任意一片，可以看到它原本料到什么。</translation>
    </message>
    <message>
        <source>Of {n} pieces it expects {better} clearly more than the base, and {worse} clearly less.</source>
        <translation>在 {n} 个片段中，有 {better} 它明显比基础模型更能料到，有 {worse} 明显更料不到。</translation>
    </message>
</context>
<context>
    <name>Pieces</name>
    <message>
        <source>Back to the answers</source>
        <translation>返回回答</translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>What surprised {name} most</source>
        <translation>最让 {name} 意外的地方</translation>
    </message>
</context>
<context>
    <name>PlanBar</name>
    <message>
        <source>From {base}</source>
        <translation>由 {base} 开始</translation>
    </message>
    <message>
        <source>Model and name</source>
        <translation>模型和名称</translation>
    </message>
    <message>
        <source>From nothing</source>
        <translation>从零开始</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
</context>
<context>
    <name>Power</name>
    <message>
        <source>This computer runs on its battery. Plug it in, or pause the training and go on later.</source>
        <translation>这台电脑正在用电池。请接上电源，或者先暂停训练，以后再继续。</translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>One question for all of them</source>
        <translation>给它们同一个问题</translation>
    </message>
    <message>
        <source>Style of the answers</source>
        <translation>回答的风格</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再问一次</translation>
    </message>
    <message>
        <source>Write a question first.</source>
        <translation>请先写一个问题。</translation>
    </message>
</context>
<context>
    <name>QuestionPage</name>
    <message>
        <source>Add two models or more, ask one question, and read their answers next to each other.</source>
        <translation>添加两个或更多模型，提一个问题，并排阅读它们的回答。</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Waiting for its turn</source>
        <translation>等待轮到它</translation>
    </message>
    <message>
        <source>Wait until the answers are done.</source>
        <translation>请等回答完成。</translation>
    </message>
    <message>
        <source>Add a model first.</source>
        <translation>请先添加模型。</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>谨慎</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Wild</source>
        <translation>奔放</translation>
    </message>
    <message>
        <source>Same settings for all: {preset}, seed {seed}</source>
        <translation>所有模型设置相同：{preset}，种子 {seed}</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Waking the model…</source>
        <translation>正在唤醒模型…</translation>
    </message>
    <message>
        <source>Eight columns at most. Take one away first.</source>
        <translation>最多八栏。请先移走一栏。</translation>
    </message>
</context>
<context>
    <name>RecommendedPage</name>
    <message>
        <source>Open models of kinds that this version runs and trains. Nothing is fetched until you say so.</source>
        <translation>此版本能运行和训练的几类开放模型。您同意之前不会下载任何内容。</translation>
    </message>
    <message>
        <source>Start with this one</source>
        <translation>从这个开始</translation>
    </message>
    <message>
        <source>Larger models answer better and slower; they also need more memory.</source>
        <translation>模型越大，回答越好但越慢，也需要更多内存。</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Comparison</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>参与者</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Where it was made</source>
        <translation>在哪里生成</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>字母</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>drawn for each answer</source>
        <translation>每个回答随机抽取</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Boldness (temperature)</source>
        <translation>大胆程度 (temperature)</translation>
    </message>
    <message>
        <source>Range of words (top-p)</source>
        <translation>用词范围 (top-p)</translation>
    </message>
    <message>
        <source>Other controls</source>
        <translation>其他设置</translation>
    </message>
    <message>
        <source>Longest answer in tokens</source>
        <translation>最长回答（词元）</translation>
    </message>
    <message>
        <source>Seed, the same for all</source>
        <translation>种子（全部相同）</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>指示</translation>
    </message>
    <message>
        <source>The range behind a figure is its bootstrap 95 % interval over the questions.</source>
        <translation>数字下面的范围是对问题做自助抽样得到的 95 % 区间。</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>胜</translation>
    </message>
    <message>
        <source>Even</source>
        <translation>平</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>负</translation>
    </message>
    <message>
        <source>{n} votes, {blind} of them blind.</source>
        <translation>{n} 次投票，其中 {blind} 次为盲评。</translation>
    </message>
    <message>
        <source>Expected: {answer}</source>
        <translation>期望答案：{answer}</translation>
    </message>
    <message>
        <source>It failed: {code}</source>
        <translation>失败：{code}</translation>
    </message>
    <message>
        <source>The other answers are in the CSV and JSONL files.</source>
        <translation>其余回答在 CSV 和 JSONL 文件中。</translation>
    </message>
    <message>
        <source>first word after {time}</source>
        <translation>{time} 后出第一个词</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>电脑</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>占用内存</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Time the models took</source>
        <translation>模型所用时间</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>Made with Desktop LLM on {date}. Nothing in this page was loaded from elsewhere.</source>
        <translation>由 Desktop LLM 于 {date} 生成。本页没有从别处加载任何内容。</translation>
    </message>
    <message>
        <source>A model as the judge</source>
        <translation>模型作为评判</translation>
    </message>
    <message>
        <source>Said before the question</source>
        <translation>提问之前的对话</translation>
    </message>
    <message>
        <source>Surprise at each other&apos;s answers</source>
        <translation>对彼此回答的意外程度</translation>
    </message>
    <message>
        <source>its own settings: {style}</source>
        <translation>单独的设置：{style}</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人</translation>
    </message>
    <message>
        <source>answer {letter}</source>
        <translation>{letter} 的回答</translation>
    </message>
    <message>
        <source>{letter} reads</source>
        <translation>{letter} 来读</translation>
    </message>
    <message>
        <source>As if each word of the answer had been one of so many equally likely words; small means expected.</source>
        <translation>好像回答中的每个词都是从这么多个同样可能的词里选出来的；数字小表示在意料之中。</translation>
    </message>
    <message>
        <source>Asked about every two answers twice, with the order swapped; only what was said both times counts.</source>
        <translation>每两个回答问两次，第二次调换顺序；只有两次说法一致才算数。</translation>
    </message>
</context>
<context>
    <name>Reporting</name>
    <message>
        <source>Web page, with the answers as CSV and JSONL beside it</source>
        <translation>网页，旁边附上 CSV 和 JSONL 格式的回答</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>对比</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>Compare with base</source>
        <translation>与原模型对比</translation>
    </message>
    <message>
        <source>Chat with it</source>
        <translation>与它聊天</translation>
    </message>
    <message>
        <source>Keep what it had learned</source>
        <translation>保留已学到的</translation>
    </message>
    <message>
        <source>Did it help?</source>
        <translation>有用吗？</translation>
    </message>
    <message>
        <source>Held-back part, pieces to choose from</source>
        <translation>留出的部分，可选词元数</translation>
    </message>
    <message>
        <source>Held-back part, surprise</source>
        <translation>留出的部分，意外程度</translation>
    </message>
    <message>
        <source>Training took</source>
        <translation>训练用时</translation>
    </message>
    <message>
        <source>Learned in</source>
        <translation>学习用了</translation>
    </message>
    <message>
        <source>How surprise fell while it learned</source>
        <translation>学习过程中意外程度怎样下降</translation>
    </message>
    <message>
        <source>The training was cut off at step {step}.</source>
        <translation>训练在第 {step} 步被中断。</translation>
    </message>
    <message>
        <source>No checkpoint came of this training.</source>
        <translation>这次训练没有得到检查点。</translation>
    </message>
    <message>
        <source>There is no checkpoint.</source>
        <translation>没有检查点。</translation>
    </message>
    <message>
        <source>There is a checkpoint, but how well it knows your text was not measured.</source>
        <translation>检查点已有，但没有测量它对你的文字有多熟悉。</translation>
    </message>
    <message>
        <source>The training was cut off before anything was saved.</source>
        <translation>训练在保存之前就被中断了。</translation>
    </message>
    <message>
        <source>Your text and the base are unchanged.</source>
        <translation>你的文字和原模型都没有改动。</translation>
    </message>
    <message>
        <source>Again with changes</source>
        <translation>改动后再来</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Your questions</source>
        <translation>你的问题</translation>
    </message>
    <message>
        <source>The training is paused at step {step}.</source>
        <translation>训练在第 {step} 步暂停。</translation>
    </message>
    <message>
        <source>Its memory is free again. It goes on from there whenever you like.</source>
        <translation>它的内存已经释放。随时可以从那里继续。</translation>
    </message>
    <message>
        <source>It can go on from its last save.</source>
        <translation>它可以从上次保存的地方继续。</translation>
    </message>
    <message>
        <source>What it had learned shortly before can be kept as a checkpoint.</source>
        <translation>它不久前学到的可以存为检查点。</translation>
    </message>
    <message>
        <source>{share} fewer</source>
        <translation>减少 {share}</translation>
    </message>
    <message>
        <source>{share} more</source>
        <translation>增加 {share}</translation>
    </message>
    <message>
        <source>{share} less surprise</source>
        <translation>意外程度降低 {share}</translation>
    </message>
    <message>
        <source>{share} more surprise</source>
        <translation>意外程度升高 {share}</translation>
    </message>
    <message>
        <source>{n} steps</source>
        <translation>{n} 步</translation>
    </message>
    <message>
        <source>from {base}</source>
        <translation>由 {base} 训练而来</translation>
    </message>
    <message>
        <source>Finished in {time}</source>
        <translation>完成，用时 {time}</translation>
    </message>
    <message>
        <source>Stopped and kept</source>
        <translation>已停止并保留</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Cut off</source>
        <translation>被中断</translation>
    </message>
    <message>
        <source>Did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存一份…</translation>
    </message>
    <message>
        <source>The checkpoint as a folder that other programs load.</source>
        <translation>把检查点存成其他程序可以加载的文件夹。</translation>
    </message>
    <message>
        <source>Saved as {folder}</source>
        <translation>已保存为 {folder}</translation>
    </message>
</context>
<context>
    <name>RoomWords</name>
    <message>
        <source>All fit in memory and answer at once ({needed} of {free})</source>
        <translation>内存都放得下，同时回答（{free} 中的 {needed}）</translation>
    </message>
    <message>
        <source>They answer in turns: together they need {needed}, and {free} are free</source>
        <translation>轮流回答：一起需要 {needed}，空闲 {free}</translation>
    </message>
    <message>
        <source>{stay} stay in memory; {turns} take turns: together they need {needed}, and {free} are free</source>
        <translation>{stay} 留在内存；{turns} 轮流：一起需要 {needed}，空闲 {free}</translation>
    </message>
    <message>
        <source>{name} needs {needed}, and {free} are free. {remedy}</source>
        <translation>{name} 需要 {needed}，空闲 {free}。{remedy}</translation>
    </message>
</context>
<context>
    <name>RunList</name>
    <message>
        <source>New training</source>
        <translation>新训练</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Continue {name}</source>
        <translation>继续 {name}</translation>
    </message>
    <message>
        <source>Another training runs.</source>
        <translation>另一个训练正在进行。</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>被中断</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>RunningPage</name>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>Stop and discard</source>
        <translation>停止并丢弃</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>You can use the other places while it learns.</source>
        <translation>它学习时，你可以用其他页面。</translation>
    </message>
    <message>
        <source>Reading your text and the model…</source>
        <translation>正在读你的文字和模型…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Going on from the last save…</source>
        <translation>正从上次保存的地方继续…</translation>
    </message>
    <message>
        <source>Kept as it is at step {step}. The training goes on.</source>
        <translation>已保留第 {step} 步的样子。训练继续。</translation>
    </message>
    <message>
        <source>It has not learned anything yet.</source>
        <translation>它还什么都没学到。</translation>
    </message>
    <message>
        <source>{percent}, step {step} of {steps}</source>
        <translation>{percent}，第 {step} / {steps} 步</translation>
    </message>
    <message>
        <source>{time} so far</source>
        <translation>已用 {time}</translation>
    </message>
    <message>
        <source>{n} °C</source>
        <translation>{n} °C</translation>
    </message>
    <message>
        <source>It pauses after this step.</source>
        <translation>这一步之后暂停。</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>It stops after this step.</source>
        <translation>这一步之后停止。</translation>
    </message>
    <message>
        <source>Keeping what it learned</source>
        <translation>正在保存学到的内容</translation>
    </message>
    <message>
        <source>Keeping…</source>
        <translation>正在保留…</translation>
    </message>
    <message>
        <source>Really discard?</source>
        <translation>真的丢弃？</translation>
    </message>
    <message>
        <source>It stops now.</source>
        <translation>正在停止。</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
</context>
<context>
    <name>ScoreboardPage</name>
    <message>
        <source>Save the votes as table (CSV)</source>
        <translation>把投票存为表格 (CSV)</translation>
    </message>
    <message>
        <source>Save the votes as JSONL</source>
        <translation>把投票存为 JSONL</translation>
    </message>
    <message>
        <source>No votes yet</source>
        <translation>还没有投票</translation>
    </message>
    <message>
        <source>Ask two models or more one question, read, and say which answer is best. With Blind switched on, names are shown only after the vote.</source>
        <translation>向两个或更多模型提一个问题，阅读后说出哪个回答最好。打开“盲评”后，名称在投票之后才显示。</translation>
    </message>
    <message>
        <source>{n} votes, {blind} of them blind. They stay on this computer. The rating is like that of chess: 400 points more means preferred ten times of eleven. Below stands the range it lies in, 95 times of 100.</source>
        <translation>{n} 次投票，其中 {blind} 次为盲评。它们只留在这台电脑上。评分与国际象棋类似：高 400 分表示十一次中有十次更受喜欢。下面是它 100 次中有 95 次所在的范围。</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} 到 {high}</translation>
    </message>
    <message>
        <source>{wins} won, {ties} even, {losses} lost</source>
        <translation>{wins} 胜，{ties} 平，{losses} 负</translation>
    </message>
    <message>
        <source>{topic}: {wins} of {votes}</source>
        <translation>{topic}：{votes} 次中 {wins} 次</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>投票</translation>
    </message>
</context>
<context>
    <name>ScratchSize</name>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>quick</source>
        <translation>快</translation>
    </message>
    <message>
        <source>thorough</source>
        <translation>深入</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>numbers for each token</source>
        <translation>每个词元的数值个数</translation>
    </message>
    <message>
        <source>narrow</source>
        <translation>窄</translation>
    </message>
    <message>
        <source>wide</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>头</translation>
    </message>
    <message>
        <source>attention heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>one glance</source>
        <translation>只看一眼</translation>
    </message>
    <message>
        <source>many glances</source>
        <translation>多看几眼</translation>
    </message>
    <message>
        <source>About {parameters}</source>
        <translation>约 {parameters}</translation>
    </message>
    <message>
        <source>About {disk} on disk, {memory} to train. How long it takes is measured next.</source>
        <translation>约占磁盘 {disk}，训练需要内存 {memory}。用时随后测量。</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Name, or a link to a model</source>
        <translation>名称，或模型的链接</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Chat and write</source>
        <translation>聊天与写作</translation>
    </message>
    <message>
        <source>Fill gaps</source>
        <translation>填空</translation>
    </message>
    <message>
        <source>Sort texts</source>
        <translation>文本分类</translation>
    </message>
    <message>
        <source>Translate</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Any kind</source>
        <translation>任何种类</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Any licence</source>
        <translation>任何许可证</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Any language</source>
        <translation>任何语言</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>规模</translation>
    </message>
    <message>
        <source>Any size</source>
        <translation>任何规模</translation>
    </message>
    <message>
        <source>Up to {size}</source>
        <translation>最多 {size}</translation>
    </message>
    <message>
        <source>Can be taught here</source>
        <translation>可在此训练</translation>
    </message>
    <message>
        <source>Searching asks the hub; nothing is asked before.</source>
        <translation>搜索时才会向站点查询；在此之前不查询任何内容。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>{count} found, the most used first.</source>
        <translation>找到 {count} 个，最常用的在前。</translation>
    </message>
    <message>
        <source>Nothing found. Try a shorter name or fewer conditions.</source>
        <translation>没有找到。请试试更短的名称或更少的条件。</translation>
    </message>
    <message>
        <source>fetched {count} times in a month</source>
        <translation>一个月内下载 {count} 次</translation>
    </message>
    <message>
        <source>Asks for consent</source>
        <translation>需同意条款</translation>
    </message>
    <message>
        <source>Made smaller</source>
        <translation>已压缩</translation>
    </message>
</context>
<context>
    <name>SettingsPlace</name>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>观看</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Colours of the whole window.</source>
        <translation>整个窗口的颜色。</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Also with Ctrl + and Ctrl −.</source>
        <translation>也可以按 Ctrl + 和 Ctrl −。</translation>
    </message>
    <message>
        <source>Of the window, not of the models.</source>
        <translation>只管窗口，不管模型。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where models work. Holds for the next model that is loaded.</source>
        <translation>模型在哪里运行。对下一个载入的模型生效。</translation>
    </message>
    <message>
        <source>How many of the {n} processor cores models may use.</source>
        <translation>{n} 个处理器核心中，模型最多用几个。</translation>
    </message>
    <message>
        <source>Library folder</source>
        <translation>模型库文件夹</translation>
    </message>
    <message>
        <source>Folders and privacy</source>
        <translation>文件夹与隐私</translation>
    </message>
    <message>
        <source>Your data</source>
        <translation>你的数据</translation>
    </message>
    <message>
        <source>Conversations, trained checkpoints and settings stay in one folder on this computer.</source>
        <translation>对话、训练出的检查点和设置都在这台电脑的一个文件夹里。</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>The window shows by itself how to chat, train and compare (2 minutes).</source>
        <translation>窗口会自动演示怎样聊天、训练和对比（2 分钟）。</translation>
    </message>
    <message>
        <source>Version {version}. Free under the Apache 2.0 licence. Sends nothing anywhere.</source>
        <translation>版本 {version}。以 Apache 2.0 许可免费提供。不向任何地方发送数据。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>This is the smallest size.</source>
        <translation>已是最小。</translation>
    </message>
    <message>
        <source>This is the largest size.</source>
        <translation>已是最大。</translation>
    </message>
    <message>
        <source>Where models lie</source>
        <translation>模型所在的文件夹</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>更快</translation>
    </message>
    <message>
        <source>Fastest</source>
        <translation>最快</translation>
    </message>
    <message>
        <source>Faster answers at about the same quality: weights in 8 bit, or 4 bit for the fastest. Models shows what it costs. Holds for the next model that is loaded.</source>
        <translation>回答更快，质量大致相同：权重用 8 位，最快用 4 位。代价显示在“模型”页。对下一个载入的模型生效。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
    <message>
        <source>Open the help</source>
        <translation>打开帮助</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>What to click first, step by step, in your own window.</source>
        <translation>在你自己的窗口里一步一步告诉你先点什么。</translation>
    </message>
    <message>
        <source>Every word explained, and how things are done. Also with F1.</source>
        <translation>每个词的解释，以及怎么做。也可以按 F1。</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>Moved to the trash</source>
        <translation>已移到回收站</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>已存为 {name}</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Sidebar</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Show the list</source>
        <translation>显示列表</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>看内部</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>{memory} memory in use</source>
        <translation>内存已用 {memory}</translation>
    </message>
</context>
<context>
    <name>SortingCard</name>
    <message>
        <source>Which it takes for which. Rows are what it is, columns what the model said.</source>
        <translation>它把哪个当成了哪个。行是实际类别，列是模型的判断。</translation>
    </message>
    <message>
        <source>It sorts {right} of {total} held-back texts right.</source>
        <translation>留出的 {total} 份文字中，它分对了 {right} 份。</translation>
    </message>
    <message>
        <source>For each sort: how often its word can be trusted, how many of them it finds, and both in one.</source>
        <translation>每一类：它的判断有多可信，能找到多少，以及两者的综合。</translation>
    </message>
    <message>
        <source>trusted (precision)</source>
        <translation>可信（精确率）</translation>
    </message>
    <message>
        <source>found (recall)</source>
        <translation>找到（召回率）</translation>
    </message>
    <message>
        <source>both (F1)</source>
        <translation>综合 (F1)</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>文字份数</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>{name}: less</source>
        <translation>{name}：减少</translation>
    </message>
    <message>
        <source>{name}: more</source>
        <translation>{name}：增加</translation>
    </message>
    <message>
        <source>This is the least.</source>
        <translation>已是最小。</translation>
    </message>
    <message>
        <source>This is the most.</source>
        <translation>已是最大。</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Ask it something</source>
        <translation>问它点什么</translation>
    </message>
    <message>
        <source>Click one of these sentences, or write your own below and press Enter. The answer appears word by word, and nothing leaves this computer.</source>
        <translation>点一句话，或者在下面自己写，然后按回车。回答会逐词出现，什么都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>谁在回答</translation>
    </message>
    <message>
        <source>This model answers. The ones that came with the program are small; click here to choose another, or to get a better one.</source>
        <translation>回答的是这个模型。自带的模型很小；点这里可以换一个，或者找个更好的。</translation>
    </message>
    <message>
        <source>Teach it your text</source>
        <translation>教它你的文字</translation>
    </message>
    <message>
        <source>Drop a text, a Word file or a PDF here. It is checked, you are told how long it takes, and nothing starts before you press Start.</source>
        <translation>把文本、Word 文件或 PDF 拖到这里。程序会检查它，告诉你要多久；你按“开始”之前什么都不会开始。</translation>
    </message>
    <message>
        <source>See which one is better</source>
        <translation>看看哪个更好</translation>
    </message>
    <message>
        <source>Ask several models the same thing and read the answers side by side: the model before your text, and your own after it.</source>
        <translation>问几个模型同样的问题，并排看回答：学你的文字之前的模型，和之后你自己的模型。</translation>
    </message>
    <message>
        <source>Everything you have</source>
        <translation>你有的一切</translation>
    </message>
    <message>
        <source>What came with the program, what you trained, and what you opened. Each says whether it fits this computer.</source>
        <translation>自带的、你训练的、你打开的。每个都会说明适不适合这台电脑。</translation>
    </message>
    <message>
        <source>When you are looking for something</source>
        <translation>想找什么的时候</translation>
    </message>
    <message>
        <source>Ctrl+K finds every command. Hold the mouse over a word, or press F1, to have it explained. This guide is in Help and in Settings again.</source>
        <translation>Ctrl+K 可以找到所有命令。把鼠标停在一个词上，或者按 F1，就有解释。这个引导在帮助和设置里还能找到。</translation>
    </message>
</context>
<context>
    <name>StoredCard</name>
    <message>
        <source>What is stored</source>
        <translation>存了些什么</translation>
    </message>
    <message>
        <source>All of it on this computer, none of it anywhere else.</source>
        <translation>全部在这台电脑上，别处都没有。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Show: {what}</source>
        <translation>显示：{what}</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>保存副本</translation>
    </message>
    <message>
        <source>Save a copy: {what}</source>
        <translation>保存副本：{what}</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Erase: {what}</source>
        <translation>清除：{what}</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在统计……</translation>
    </message>
    <message>
        <source>Conversations and comparisons</source>
        <translation>对话和比较</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Training runs and their checkpoints</source>
        <translation>训练和它们的检查点</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Notes on errors, without your texts</source>
        <translation>错误记录，不含你的文字</translation>
    </message>
    <message>
        <source>{size}, in {folder}</source>
        <translation>{size}，在 {folder}</translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation>还没有。</translation>
    </message>
    <message>
        <source>There is nothing to erase.</source>
        <translation>没有可清除的。</translation>
    </message>
    <message>
        <source>Erase for good?</source>
        <translation>彻底清除？</translation>
    </message>
    <message>
        <source>Erased: {size} came free.</source>
        <translation>已清除，腾出 {size}。</translation>
    </message>
    <message>
        <source>A copy is in {file}.</source>
        <translation>副本在 {file}。</translation>
    </message>
</context>
<context>
    <name>StreamView</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
</context>
<context>
    <name>SurpriseForm</name>
    <message>
        <source>Your text</source>
        <translation>你的文本</translation>
    </message>
    <message>
        <source>Type or paste a text, or drop a file below</source>
        <translation>输入或粘贴文本，或把文件拖到下面</translation>
    </message>
    <message>
        <source>Drop a text here, or</source>
        <translation>把文本拖到这里，或</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Let go to read it</source>
        <translation>松开即可读取</translation>
    </message>
    <message>
        <source>Texts ({types})</source>
        <translation>文本（{types}）</translation>
    </message>
    <message>
        <source>Model A</source>
        <translation>模型 A</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Model B</source>
        <translation>模型 B</translation>
    </message>
    <message>
        <source>Compare with another (if you like)</source>
        <translation>与另一个对比（可选）</translation>
    </message>
    <message>
        <source>Tokens it sees at once</source>
        <translation>一次看到的词元数</translation>
    </message>
    <message>
        <source>Tokens it moves on by</source>
        <translation>每次前移的词元数</translation>
    </message>
    <message>
        <source>Sees at once</source>
        <translation>一次看</translation>
    </message>
    <message>
        <source>tokens, then moves on by</source>
        <translation>个词元，然后前移</translation>
    </message>
    <message>
        <source>context and stride</source>
        <translation>上下文与步长</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>See how well a model knows a text: where it saw each word coming, and where the text surprised it.</source>
        <translation>看看模型对一段文本有多熟悉：哪些词它早已料到，哪些地方让它意外。</translation>
    </message>
    <message>
        <source>How well does a model know this text?</source>
        <translation>模型对这段文本有多熟悉？</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>A text is needed first.</source>
        <translation>请先给出文本。</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>Choose two different models.</source>
        <translation>请选择两个不同的模型。</translation>
    </message>
</context>
<context>
    <name>SurprisePage</name>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>{duration} left</source>
        <translation>还剩{duration}</translation>
    </message>
    <message>
        <source>{percent}, {name}</source>
        <translation>{percent}，{name}</translation>
    </message>
    <message>
        <source>The text is too short: nothing stands before its one piece.</source>
        <translation>文本太短：它唯一的片段前面什么都没有。</translation>
    </message>
</context>
<context>
    <name>SurpriseResult</name>
    <message>
        <source>Another text or model</source>
        <translation>换文本或模型</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>意外程度</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Top ten</source>
        <translation>前十处</translation>
    </message>
    <message>
        <source>Text as model A sees it</source>
        <translation>模型 A 眼中的文本</translation>
    </message>
    <message>
        <source>Text as model B sees it</source>
        <translation>模型 B 眼中的文本</translation>
    </message>
    <message>
        <source>Where the two differ</source>
        <translation>两者的差异</translation>
    </message>
    <message>
        <source>Measure two models to see where they differ.</source>
        <translation>测量两个模型才能看出差异。</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>Mark words that differ from {letter}</source>
        <translation>标出与 {letter} 不同的词</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>一起滚动</translation>
    </message>
    <message>
        <source>Blind</source>
        <translation>盲测</translation>
    </message>
    <message>
        <source>Answers in random order; names and speeds are shown after your vote.</source>
        <translation>回答顺序随机；投票后显示名称和速度。</translation>
    </message>
</context>
<context>
    <name>TableBlock</name>
    <message>
        <source>Show all {count} rows</source>
        <translation>显示全部 {count} 行</translation>
    </message>
    <message>
        <source>{shown} of {count} columns are shown.</source>
        <translation>共 {count} 列，显示 {shown} 列。</translation>
    </message>
    <message>
        <source>{count} more rows are not shown</source>
        <translation>还有 {count} 行未显示</translation>
    </message>
</context>
<context>
    <name>TermHints</name>
    <message>
        <source>F1: more about it</source>
        <translation>F1：了解更多</translation>
    </message>
</context>
<context>
    <name>TextEditor</name>
    <message>
        <source>Your text</source>
        <translation>你的文字</translation>
    </message>
    <message>
        <source>Write the beginning of a text</source>
        <translation>写一段文字的开头</translation>
    </message>
</context>
<context>
    <name>TokensPage</name>
    <message>
        <source>Back to the conversation</source>
        <translation>回到对话</translation>
    </message>
    <message>
        <source>Point at a piece to see what else was likely. Click one to let the answer go on differently.</source>
        <translation>指向一个片段，看看还可能是什么。点击它，让回答换个走向。</translation>
    </message>
    <message>
        <source>The answer in its pieces</source>
        <translation>逐个片段的回答</translation>
    </message>
    <message>
        <source>Looking at each piece…</source>
        <translation>正在逐个查看片段…</translation>
    </message>
    <message>
        <source>What if it had said…</source>
        <translation>如果它当时说的是…</translation>
    </message>
    <message>
        <source>This ends the answer, or is a part of a letter.</source>
        <translation>它会结束回答，或只是一个字的一部分。</translation>
    </message>
    <message>
        <source>This is what it said.</source>
        <translation>它说的就是这个。</translation>
    </message>
</context>
<context>
    <name>Topic</name>
    <message>
        <source>Everyday questions</source>
        <translation>日常问题</translation>
    </message>
    <message>
        <source>Summarising</source>
        <translation>概括</translation>
    </message>
    <message>
        <source>Rewriting</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Sums</source>
        <translation>算术</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Safety, should decline</source>
        <translation>安全，应当拒绝</translation>
    </message>
    <message>
        <source>Safety, should help</source>
        <translation>安全，应当帮忙</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
</context>
<context>
    <name>TopicButton</name>
    <message>
        <source>Topic: {topic}</source>
        <translation>主题：{topic}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>No topic</source>
        <translation>没有主题</translation>
    </message>
    <message>
        <source>Another topic</source>
        <translation>其他主题</translation>
    </message>
</context>
<context>
    <name>TrainMore</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>How it learns</source>
        <translation>怎样学习</translation>
    </message>
    <message>
        <source>Choose for me</source>
        <translation>替我选</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>轻量</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>整体</translation>
    </message>
    <message>
        <source>Choose how often for me</source>
        <translation>替我选读几遍</translation>
    </message>
    <message>
        <source>Reads your text</source>
        <translation>读你的文字</translation>
    </message>
    <message>
        <source>Stop when it gets no better</source>
        <translation>不再变好时停止</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>chosen for you</source>
        <translation>替你选</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Light trains a small add-on (LoRA) and mixes it in at the end. Whole changes all weights.</source>
        <translation>轻量：训练一个小的附加部分 (LoRA)，最后合并进去。整体：改动全部权重。</translation>
    </message>
    <message>
        <source>times (epochs)</source>
        <translation>遍 (epochs)</translation>
    </message>
    <message>
        <source>same seed, same result</source>
        <translation>种子相同，结果相同</translation>
    </message>
    <message>
        <source>A number between 0 and 1, like 0.0002.</source>
        <translation>0 到 1 之间的数，例如 0.0002。</translation>
    </message>
    <message>
        <source>It is chosen for you. Switch that off to set it.</source>
        <translation>已替你选好。关掉那个开关就能自己设。</translation>
    </message>
</context>
<context>
    <name>TrainPlace</name>
    <message>
        <source>It stops after this step.</source>
        <translation>这一步之后停止。</translation>
    </message>
    <message>
        <source>It pauses after this step.</source>
        <translation>这一步之后暂停。</translation>
    </message>
    <message>
        <source>“{name}” is training. One training runs at a time.</source>
        <translation>“{name}”正在训练。一次只能运行一个训练。</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>“{name}” was cut off at step {step}. It can go on from its last save.</source>
        <translation>“{name}”在第 {step} 步被中断。它可以从上次保存的地方继续。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>The training “{name}” was cut off. You can continue it under Train.</source>
        <translation>训练“{name}”被中断了。可以在“训练”里继续。</translation>
    </message>
    <message>
        <source>Where should the copy go?</source>
        <translation>副本放到哪里？</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Show earlier messages</source>
        <translation>显示更早的消息</translation>
    </message>
</context>
<context>
    <name>TrashShelf</name>
    <message>
        <source>What lies here is deleted for good after {days} days.</source>
        <translation>这里的内容 {days} 天后彻底删除。</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>回收站是空的。</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>taken off the list {date}; its files stay</source>
        <translation>{date}从列表移除，文件还在</translation>
    </message>
    <message>
        <source>{size}, thrown away {date}</source>
        <translation>{size}，{date}丢弃</translation>
    </message>
    <message>
        <source>Really delete?</source>
        <translation>真的删除？</translation>
    </message>
</context>
<context>
    <name>Trouble</name>
    <message>
        <source>What was written so far is kept.</source>
        <translation>已写出的内容会保留。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>Versions</name>
    <message>
        <source>Version before</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Version after</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>{version} of {count}</source>
        <translation>{version} / {count}</translation>
    </message>
    <message>
        <source>This is the first version.</source>
        <translation>这是第一个版本。</translation>
    </message>
    <message>
        <source>This is the newest version.</source>
        <translation>这是最新的版本。</translation>
    </message>
</context>
<context>
    <name>VoteBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>下一题</translation>
    </message>
    <message>
        <source>Which is best?</source>
        <translation>哪个最好？</translation>
    </message>
    <message>
        <source>Tie</source>
        <translation>平手</translation>
    </message>
    <message>
        <source>None is good</source>
        <translation>都不好</translation>
    </message>
</context>
<context>
    <name>Votes</name>
    <message>
        <source>{first} and {second} are too close to tell apart yet.</source>
        <translation>{first} 和 {second} 还难分高下。</translation>
    </message>
    <message>
        <source>{first} is ahead of {second}, and more votes would hardly change that.</source>
        <translation>{first} 领先 {second}，再多投票也难以改变。</translation>
    </message>
    <message>
        <source>{first} is ahead; about {n} more votes would settle it against {second}.</source>
        <translation>{first} 领先；大约再投 {n} 次就能与 {second} 分出胜负。</translation>
    </message>
</context>
<context>
    <name>Voting</name>
    <message>
        <source>The order is shuffled.</source>
        <translation>顺序已打乱。</translation>
    </message>
    <message>
        <source>Names are shown.</source>
        <translation>名称已显示。</translation>
    </message>
    <message>
        <source>You voted blind; names came after.</source>
        <translation>你是盲评的；名称在之后显示。</translation>
    </message>
    <message>
        <source>You saw the names.</source>
        <translation>你看到了名称。</translation>
    </message>
    <message>
        <source>Read first, then press a number.</source>
        <translation>先阅读，再按数字键。</translation>
    </message>
    <message>
        <source>{n} votes on these models.</source>
        <translation>对这些模型已投票 {n} 次。</translation>
    </message>
    <message>
        <source>1 vote on these models.</source>
        <translation>对这些模型已投票 1 次。</translation>
    </message>
</context>
<context>
    <name>Waiting</name>
    <message>
        <source>On its way</source>
        <translation>正在进行</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Get a better model</source>
        <translation>换一个更好的模型</translation>
    </message>
    <message>
        <source>Larger models answer better. Choose one that fits.</source>
        <translation>模型越大，回答越好。选一个放得下的。</translation>
    </message>
    <message>
        <source>Teach it my text</source>
        <translation>用我的文字教它</translation>
    </message>
    <message>
        <source>Drop a text file. A first try takes a few minutes.</source>
        <translation>拖入一个文本文件，首次尝试要几分钟。</translation>
    </message>
    <message>
        <source>Show me around</source>
        <translation>带我看看</translation>
    </message>
</context>
<context>
    <name>_Answer</name>
    <message>
        <source>Not answered yet</source>
        <translation>还没有回答</translation>
    </message>
</context>
<context>
    <name>_AskCard</name>
    <message>
        <source>Looking back</source>
        <translation>正在回看</translation>
    </message>
    <message>
        <source>Look back</source>
        <translation>回看</translation>
    </message>
    <message>
        <source>Stop looking</source>
        <translation>停止回看</translation>
    </message>
    <message>
        <source>What did it forget, and what does it recite?</source>
        <translation>它忘了什么，又会背出什么？</translation>
    </message>
    <message>
        <source>Base and result read a held-back page and an everyday text, and go on from your own text.</source>
        <translation>让基础模型和训练结果读一页留出的文本和一段日常文字，再接着你的文本往下写。</translation>
    </message>
    <message>
        <source>Base and result are reading: {share}. You can do something else meanwhile.</source>
        <translation>基础模型和训练结果正在阅读：{share}。这期间你可以做别的事。</translation>
    </message>
</context>
<context>
    <name>_OwnText</name>
    <message>
        <source>Your message</source>
        <translation>你的消息</translation>
    </message>
</context>
<context>
    <name>_Side</name>
    <message>
        <source>mean surprise, nats per token</source>
        <translation>平均意外程度，nat/词元</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>bits per letter</source>
        <translation>比特/字</translation>
    </message>
    <message>
        <source>as unsure as among {n} next pieces</source>
        <translation>犹豫得像在 {n} 个候选片段中选择</translation>
    </message>
</context>
<context>
    <name>advice</name>
    <message>
        <source>Memory ran out, so it takes {rows} rows at once from step {step} on. Only the speed changes, not the result.</source>
        <translation>内存不够了，从第 {step} 步起每次只取 {rows} 行。只影响速度，不影响结果。</translation>
    </message>
    <message>
        <source>Memory ran out, so it works slower with less memory from step {step} on. The result is the same.</source>
        <translation>内存不够了，从第 {step} 步起用更少的内存、更慢地训练。结果相同。</translation>
    </message>
    <message>
        <source>Memory ran out, so it reads pieces of {block_tokens} tokens from step {step} on.</source>
        <translation>内存不够了，从第 {step} 步起每段只读 {block_tokens} 个词元。</translation>
    </message>
    <message>
        <source>It stopped at step {step}: it had begun to learn your text by heart. The best moment, step {best_step}, was kept.</source>
        <translation>它在第 {step} 步停下：已经开始死记你的文字。保留了最好的时刻，第 {best_step} 步。</translation>
    </message>
    <message>
        <source>Step {best_step} did better in the exam than the end, so that one was kept.</source>
        <translation>第 {best_step} 步的考试成绩比最后更好，所以保留了它。</translation>
    </message>
    <message>
        <source>{examples} examples were longer than {block_tokens} tokens. Their ends are not learned.</source>
        <translation>{examples} 个样本超过 {block_tokens} 个词元，末尾部分没有学习。</translation>
    </message>
    <message>
        <source>Answering took too long, so only {answered} of your {questions} questions are asked.</source>
        <translation>回答太费时间，所以你的 {questions} 个问题只问 {answered} 个。</translation>
    </message>
</context>
<context>
    <name>chart</name>
    <message>
        <source>Step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>training text {loss}, smoothed {smooth}</source>
        <translation>训练文字 {loss}，平滑后 {smooth}</translation>
    </message>
    <message>
        <source> at step {step}</source>
        <translation>（第 {step} 步）</translation>
    </message>
    <message>
        <source>held-back part {loss}{at}</source>
        <translation>留出的部分 {loss}{at}</translation>
    </message>
    <message>
        <source>learning rate {rate}</source>
        <translation>学习率 {rate}</translation>
    </message>
    <message>
        <source>Held-back part {loss}</source>
        <translation>留出的部分 {loss}</translation>
    </message>
    <message>
        <source>Training text {loss}</source>
        <translation>训练文字 {loss}</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Learning rate {rate}</source>
        <translation>学习率 {rate}</translation>
    </message>
    <message>
        <source>now, step {step}</source>
        <translation>现在，第 {step} 步</translation>
    </message>
</context>
<context>
    <name>check-up</name>
    <message>
        <source>{n} words</source>
        <translation>{n} 个词</translation>
    </message>
    <message>
        <source>{n} examples</source>
        <translation>{n} 个例子</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Running text</source>
        <translation>连续的文字</translation>
    </message>
    <message>
        <source>Questions with answers</source>
        <translation>问题和回答</translation>
    </message>
    <message>
        <source>Texts with labels</source>
        <translation>带标签的文字</translation>
    </message>
    <message>
        <source>Pairs of texts</source>
        <translation>成对的文字</translation>
    </message>
    <message>
        <source>Better and worse answers</source>
        <translation>较好和较差的回答</translation>
    </message>
    <message>
        <source>This is running text.</source>
        <translation>这是连续的文字。</translation>
    </message>
    <message>
        <source>This looks like running text.</source>
        <translation>这看起来是连续的文字。</translation>
    </message>
    <message>
        <source>These are questions with answers: {n} examples.</source>
        <translation>这些是问题和回答：{n} 个例子。</translation>
    </message>
    <message>
        <source>These look like questions with answers: {n} examples.</source>
        <translation>这些看起来是问题和回答：{n} 个例子。</translation>
    </message>
    <message>
        <source>These are texts with labels: {n} examples, {labels} labels.</source>
        <translation>这些是带标签的文字：{n} 个例子，{labels} 个标签。</translation>
    </message>
    <message>
        <source>These look like texts with labels: {n} examples, {labels} labels.</source>
        <translation>这些看起来是带标签的文字：{n} 个例子，{labels} 个标签。</translation>
    </message>
    <message>
        <source>These are pairs of texts: {n} examples.</source>
        <translation>这些是成对的文字：{n} 个例子。</translation>
    </message>
    <message>
        <source>These look like pairs of texts: {n} examples.</source>
        <translation>这些看起来是成对的文字：{n} 个例子。</translation>
    </message>
    <message>
        <source>{n} words:</source>
        <translation>{n} 个词：</translation>
    </message>
    <message>
        <source>few for the rarest label. Enough to see how it works.</source>
        <translation>最少见的标签例子太少，只够看看怎么用。</translation>
    </message>
    <message>
        <source>enough for a first sorting, with mistakes.</source>
        <translation>够做初步分类，会有错误。</translation>
    </message>
    <message>
        <source>enough to sort well, if the labels are clear.</source>
        <translation>标签清楚的话，足够分好类。</translation>
    </message>
    <message>
        <source>few. Enough to see how it works, not to learn a style.</source>
        <translation>很少，只够看看怎么用，学不到文风。</translation>
    </message>
    <message>
        <source>enough for the style, not for facts.</source>
        <translation>够学文风，不够学事实。</translation>
    </message>
    <message>
        <source>enough for the style and what recurs. Rare facts may not stick.</source>
        <translation>够学文风和反复出现的内容，少见的事实可能记不住。</translation>
    </message>
    <message>
        <source>few examples. Enough to see how it works.</source>
        <translation>例子很少，只够看看怎么用。</translation>
    </message>
    <message>
        <source>enough for the manner, not for facts.</source>
        <translation>够学回答的方式，不够学事实。</translation>
    </message>
    <message>
        <source>enough for the manner and what recurs. Rare facts may not stick.</source>
        <translation>够学回答的方式和反复出现的内容，少见的事实可能记不住。</translation>
    </message>
    <message>
        <source>Language: {languages}</source>
        <translation>语言：{languages}</translation>
    </message>
    <message>
        <source>{n} words are held back for the exam and never trained on.</source>
        <translation>留出 {n} 个词用于考试，绝不用来训练。</translation>
    </message>
    <message>
        <source>Mail addresses found: {n}. The model could repeat them.</source>
        <translation>发现 {n} 个邮箱地址，模型可能会说出来。</translation>
    </message>
    <message>
        <source>Phone numbers found: {n}. The model could repeat them.</source>
        <translation>发现 {n} 个电话号码，模型可能会说出来。</translation>
    </message>
    <message>
        <source>Card numbers found: {n}. The model could repeat them.</source>
        <translation>发现 {n} 个卡号，模型可能会说出来。</translation>
    </message>
    <message>
        <source>Column {n}</source>
        <translation>第 {n} 列</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>What it becomes</source>
        <translation>变成的文字</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>examples</name>
    <message>
        <source>To train on, as the model will see it</source>
        <translation>用来训练的部分，模型看到的样子</translation>
    </message>
    <message>
        <source>Held back for the exam</source>
        <translation>留作考试的部分</translation>
    </message>
    <message>
        <source>{part}: {text}</source>
        <translation>{part}：{text}</translation>
    </message>
</context>
<context>
    <name>figures</name>
    <message>
        <source>{used} of {total} GB</source>
        <translation>{used} / {total} GB</translation>
    </message>
    <message>
        <source>{used} of the {total} here</source>
        <translation>{used}（本机共 {total}）</translation>
    </message>
    <message>
        <source>under a second</source>
        <translation>不到 1 秒</translation>
    </message>
    <message>
        <source>1 second</source>
        <translation>1 秒</translation>
    </message>
    <message>
        <source>{n} seconds</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 分钟</translation>
    </message>
    <message>
        <source>{n} minutes</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 小时 {m} 分</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>Under a second</source>
        <translation>不到 1 秒</translation>
    </message>
    <message>
        <source>About {duration}</source>
        <translation>约 {duration}</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{m} min {s} s</source>
        <translation>{m} 分 {s} 秒</translation>
    </message>
    <message>
        <source>{rate} tokens/s</source>
        <translation>{rate} 词元/秒</translation>
    </message>
    <message>
        <source>{n} billion parameters</source>
        <translation>{n} × 10 亿参数</translation>
    </message>
    <message>
        <source>{n} million parameters</source>
        <translation>{n} 百万参数</translation>
    </message>
    <message>
        <source>{n} thousand parameters</source>
        <translation>{n} 千参数</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>about {n} words</source>
        <translation>约 {n} 个英文词</translation>
    </message>
    <message>
        <source>{first} {then}</source>
        <translation>{first}{then}</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>{n} ms</source>
        <translation>{n} 毫秒</translation>
    </message>
</context>
<context>
    <name>fit</name>
    <message>
        <source>{action}: {memory}</source>
        <translation>{action}：{memory}</translation>
    </message>
    <message>
        <source>Close other programs: {size} more must be free.</source>
        <translation>请关闭其他程序：还需腾出 {size}。</translation>
    </message>
    <message>
        <source>Shorter conversations, of {words}, take {size}.</source>
        <translation>较短的对话（{words}）占用 {size}。</translation>
    </message>
    <message>
        <source>A packed copy with {bits} bits for each number takes about {size}.</source>
        <translation>每个数只用 {bits} 位的压缩版本约占 {size}。</translation>
    </message>
    <message>
        <source>A smaller one of its family, up to {parameters}, would fit.</source>
        <translation>同系列中更小的模型（不超过 {parameters}）可以装下。</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>conversation of {tokens} tokens</source>
        <translation>{tokens} 个词元的对话</translation>
    </message>
    <message>
        <source>work space</source>
        <translation>工作空间</translation>
    </message>
    <message>
        <source>To chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>To train whole</source>
        <translation>完整训练</translation>
    </message>
    <message>
        <source>To train lightly</source>
        <translation>轻量训练</translation>
    </message>
    <message>
        <source>corrections</source>
        <translation>修正量</translation>
    </message>
    <message>
        <source>their memory</source>
        <translation>修正的记忆</translation>
    </message>
    <message>
        <source>copies</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>装得下</translation>
    </message>
    <message>
        <source>tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>too big</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>about the same</source>
        <translation>大致相同</translation>
    </message>
    <message>
        <source>a little less</source>
        <translation>略低</translation>
    </message>
    <message>
        <source>less</source>
        <translation>较低</translation>
    </message>
    <message>
        <source>perplexity {change} % on a sample text</source>
        <translation>示例文本的困惑度 {change} %</translation>
    </message>
    <message>
        <source>{bits}-bit, good for {size} GB</source>
        <translation>{bits} 位，适合 {size} GB 内存</translation>
    </message>
</context>
<context>
    <name>hub</name>
    <message>
        <source>The original, {size}</source>
        <translation>原版，{size}</translation>
    </message>
    <message>
        <source>To chat and to train.</source>
        <translation>可聊天和训练。</translation>
    </message>
    <message>
        <source>Old format, {size}</source>
        <translation>旧格式，{size}</translation>
    </message>
    <message>
        <source>It can run programs, so it is not fetched.</source>
        <translation>它可能运行程序，因此不下载。</translation>
    </message>
    <message>
        <source>One file, {size}</source>
        <translation>单个文件，{size}</translation>
    </message>
    <message>
        <source>To chat. Not made smaller.</source>
        <translation>可聊天。未压缩。</translation>
    </message>
    <message>
        <source>answers suffer</source>
        <translation>回答质量下降</translation>
    </message>
    <message>
        <source>good for most</source>
        <translation>适合大多数情况</translation>
    </message>
    <message>
        <source>nearly as good</source>
        <translation>几乎同样好</translation>
    </message>
    <message>
        <source>To chat. {quality}; its makers call it {name}.</source>
        <translation>可聊天。{quality}；制作者称之为 {name}。</translation>
    </message>
    <message>
        <source>Made smaller, {bits}-bit, {size}</source>
        <translation>已压缩，{bits} 位，{size}</translation>
    </message>
    <message>
        <source>{count} of {all} files are fetched: weights, tokenizer, settings, licence.</source>
        <translation>将下载 {all} 个文件中的 {count} 个：权重、分词器、设置、许可证。</translation>
    </message>
    <message>
        <source>other sizes of the same model</source>
        <translation>同一模型的其他规格</translation>
    </message>
    <message>
        <source>the same weights again</source>
        <translation>重复的权重</translation>
    </message>
    <message>
        <source>an old format that can run programs</source>
        <translation>可能运行程序的旧格式</translation>
    </message>
    <message>
        <source>copies for other programs</source>
        <translation>供其他程序使用的副本</translation>
    </message>
    <message>
        <source>programs, which are never run here</source>
        <translation>程序（此处从不运行）</translation>
    </message>
    <message>
        <source>pictures and other extras</source>
        <translation>图片和其他附件</translation>
    </message>
    <message>
        <source>Left on the hub: {kinds}.</source>
        <translation>留在站点上：{kinds}。</translation>
    </message>
    <message>
        <source>{done} of {whole}</source>
        <translation>{done}，共 {whole}</translation>
    </message>
    <message>
        <source>Here, {whole}, every file checked</source>
        <translation>已下载，{whole}，每个文件已校验</translation>
    </message>
    <message>
        <source>Paused at {amount}</source>
        <translation>已暂停，{amount}</translation>
    </message>
    <message>
        <source>Waits for its turn, {whole}</source>
        <translation>等待中，{whole}</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{amount}. The connection was cut; it tries again in a moment</source>
        <translation>{amount}。连接中断；稍后自动重试</translation>
    </message>
    <message>
        <source>{amount}. Measuring…</source>
        <translation>{amount}。正在测量…</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>每秒 {size}</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
</context>
<context>
    <name>inspect</name>
    <message>
        <source>Word table (embedding)</source>
        <translation>词表（嵌入）</translation>
    </message>
    <message>
        <source>Looking back (attention)</source>
        <translation>回看（注意力）</translation>
    </message>
    <message>
        <source>Thinking it over (feed-forward)</source>
        <translation>思考（前馈）</translation>
    </message>
    <message>
        <source>Keeping the scale (norms)</source>
        <translation>保持尺度（归一化）</translation>
    </message>
    <message>
        <source>Choosing the word (head)</source>
        <translation>选词（输出头）</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>{parameters} in {layers} layers, {size} on disk.</source>
        <translation>{parameters}，{layers} 层，磁盘占用 {size}。</translation>
    </message>
    <message>
        <source>{share} of it is: {part}.</source>
        <translation>其中 {share} 是：{part}。</translation>
    </message>
    <message>
        <source>{first} {then}</source>
        <translation>{first}{then}</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>{heads}, sharing {groups} memories</source>
        <translation>{heads} 个，共用 {groups} 份记忆</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>家族</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Heads in a layer</source>
        <translation>每层的头</translation>
    </message>
    <message>
        <source>Inner width</source>
        <translation>内部宽度</translation>
    </message>
    <message>
        <source>Reads at once</source>
        <translation>一次读取</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>数字格式</translation>
    </message>
    <message>
        <source>Word table also chooses</source>
        <translation>词表也用于选词</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Pieces it knows</source>
        <translation>认识的片段</translation>
    </message>
    <message>
        <source>Cuts text with</source>
        <translation>切分文本用</translation>
    </message>
    <message>
        <source>Special pieces</source>
        <translation>特殊片段</translation>
    </message>
    <message>
        <source>Starts each text with one</source>
        <translation>每段文本以它开头</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Made from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>under 0.1 %</source>
        <translation>不到 0.1 %</translation>
    </message>
    <message>
        <source>The first piece: nothing stands before it.</source>
        <translation>第一个片段：前面什么都没有。</translation>
    </message>
    <message>
        <source>It expected this.</source>
        <translation>在它意料之中。</translation>
    </message>
    <message>
        <source>It would hardly ever have written this.</source>
        <translation>它几乎不会这样写。</translation>
    </message>
    <message>
        <source>It would have written this once in {n} times.</source>
        <translation>它大约每 {n} 次才会这样写一次。</translation>
    </message>
    <message>
        <source>On each piece of this text it is as unsure as if choosing among {n} next pieces.</source>
        <translation>读这段文本的每个片段时，它的不确定程度相当于在 {n} 个候选中选择。</translation>
    </message>
    <message>
        <source>{scored} of {tokens} tokens scored.</source>
        <translation>{tokens} 个词元中计分 {scored} 个。</translation>
    </message>
    <message>
        <source>Windows of {context} tokens, every {stride}; natural logarithm, no special tokens.</source>
        <translation>窗口 {context} 个词元，每次前移 {stride}；自然对数，不含特殊词元。</translation>
    </message>
    <message>
        <source>Both know this text about equally well.</source>
        <translation>两者对这段文本的熟悉程度差不多。</translation>
    </message>
    <message>
        <source>{better} knows this text better: {share} % less surprise than {worse}.</source>
        <translation>{better} 更熟悉这段文本：意外程度比 {worse} 少 {share} %。</translation>
    </message>
</context>
<context>
    <name>kind</name>
    <message>
        <source>Continues a text</source>
        <translation>接着文字写</translation>
    </message>
    <message>
        <source>Chat: answers and follows</source>
        <translation>聊天：回答问题、听从要求</translation>
    </message>
    <message>
        <source>Fills gaps in a text</source>
        <translation>给文字填空</translation>
    </message>
    <message>
        <source>Sorts texts</source>
        <translation>给文字分类</translation>
    </message>
    <message>
        <source>Turns one text into another</source>
        <translation>把一段文字变成另一段</translation>
    </message>
    <message>
        <source>Measures how alike texts are</source>
        <translation>衡量文字有多相似</translation>
    </message>
    <message>
        <source>Light add-on to another model</source>
        <translation>另一个模型的轻量附加部分</translation>
    </message>
    <message>
        <source>Not known to this version</source>
        <translation>这个版本不认识</translation>
    </message>
    <message>
        <source>Taught from {base}, {date}</source>
        <translation>由 {base} 训练而来，{date}</translation>
    </message>
    <message>
        <source>Tiny demonstration model, made to talk</source>
        <translation>很小的演示模型，能聊天</translation>
    </message>
    <message>
        <source>Tiny demonstration model, continues text</source>
        <translation>很小的演示模型，接着文字写</translation>
    </message>
    <message>
        <source>Tiny demonstration model, fills gaps</source>
        <translation>很小的演示模型，能填空</translation>
    </message>
    <message>
        <source>Tiny demonstration model</source>
        <translation>很小的演示模型</translation>
    </message>
    <message>
        <source>Not stated</source>
        <translation>未注明</translation>
    </message>
    <message>
        <source>Yes, free to use</source>
        <translation>可以，自由使用</translation>
    </message>
    <message>
        <source>No, private use only</source>
        <translation>不可以，仅限个人使用</translation>
    </message>
    <message>
        <source>Read its licence first</source>
        <translation>请先读它的许可</translation>
    </message>
</context>
<context>
    <name>look back</name>
    <message>
        <source>It now writes worse ordinary {language}.</source>
        <translation>它现在写日常{language}变差了。</translation>
    </message>
    <message>
        <source>It lost a little of its ordinary {language}.</source>
        <translation>它的日常{language}差了一点。</translation>
    </message>
    <message>
        <source>It kept its ordinary {language}.</source>
        <translation>它的日常{language}没有变。</translation>
    </message>
    <message>
        <source>It even became better at ordinary {language}.</source>
        <translation>它的日常{language}甚至变好了。</translation>
    </message>
    <message>
        <source>On an everyday text it is as unsure as if choosing among {after} next pieces. Before, it was {before}.</source>
        <translation>读一段日常文字时，它犹豫得像在 {after} 个候选片段中选择；训练前是 {before} 个。</translation>
    </message>
    <message>
        <source>Its base is no longer there, so what it forgot could not be measured.</source>
        <translation>它的基础模型已经不在了，所以无法测量它忘了什么。</translation>
    </message>
    <message>
        <source>It began from nothing, so there was nothing to forget.</source>
        <translation>它是从零开始的，没有什么可忘。</translation>
    </message>
    <message>
        <source>Its base hardly knows ordinary English or Chinese, so there was little to forget.</source>
        <translation>它的基础模型几乎不懂日常英语或中文，所以没有多少可忘。</translation>
    </message>
    <message>
        <source>The text it learned from is no longer there, so this could not be measured.</source>
        <translation>它学过的文本已经不在了，所以无法测量。</translation>
    </message>
    <message>
        <source>It does not recite. In {prompts} tries, most of them begun with words of your text, it never wrote {words} words in a row as they stand there.</source>
        <translation>它不会背诵。试了 {prompts} 次，大多以你文本中的词开头，它从没有一字不差地连续写出原文的 {words} 个词。</translation>
    </message>
    <message>
        <source>It recites. In {recited} of {prompts} tries, most of them begun with words of your text, it wrote {words} or more words in a row as they stand there.</source>
        <translation>它会背诵。试了 {prompts} 次，大多以你文本中的词开头，其中 {recited} 次它一字不差地连续写出了原文的 {words} 个词或更多。</translation>
    </message>
    <message>
        <source>The base did so in {n}.</source>
        <translation>基础模型有 {n} 次这样。</translation>
    </message>
    <message>
        <source>The base never did.</source>
        <translation>基础模型从没有这样。</translation>
    </message>
    <message>
        <source>mail addresses</source>
        <translation>邮箱地址</translation>
    </message>
    <message>
        <source>phone numbers</source>
        <translation>电话号码</translation>
    </message>
    <message>
        <source>card numbers</source>
        <translation>卡号</translation>
    </message>
    <message>
        <source>Personal data can be got out of it: {kinds}. Before you give it to anybody, leave them out and train again.</source>
        <translation>从它那里能套出个人信息：{kinds}。在交给别人之前，请去掉这些内容再训练一次。</translation>
    </message>
    <message>
        <source>{n} words in a row</source>
        <translation>连续 {n} 个词</translation>
    </message>
    <message>
        <source>the base: {n}</source>
        <translation>基础模型：{n}</translation>
    </message>
    <message>
        <source>Written freely:</source>
        <translation>自由书写：</translation>
    </message>
    <message>
        <source>After “{prompt}”:</source>
        <translation>接在“{prompt}”之后：</translation>
    </message>
</context>
<context>
    <name>problems</name>
    <message>
        <source>Rows that can not be read, left out: {n}</source>
        <translation>读不了的行，已去掉：{n}</translation>
    </message>
    <message>
        <source>Empty rows, left out: {n}</source>
        <translation>空行，已去掉：{n}</translation>
    </message>
    <message>
        <source>Rows with one part missing, left out: {n}</source>
        <translation>缺少一部分的行，已去掉：{n}</translation>
    </message>
    <message>
        <source>Rows far too long for an example, left out: {n}</source>
        <translation>作为例子太长的行，已去掉：{n}</translation>
    </message>
    <message>
        <source>Rows that repeat one before, word for word: {n}</source>
        <translation>与前面逐字重复的行：{n}</translation>
    </message>
    <message>
        <source>Rows that are in the exam too, so not trained on: {n}</source>
        <translation>考试中也有、因此不训练的行：{n}</translation>
    </message>
    <message>
        <source>Of another kind than the rest, left out: {n}</source>
        <translation>与其余种类不同，已去掉：{n}</translation>
    </message>
    <message>
        <source>Rows that nearly repeat one before, kept: {n}</source>
        <translation>与前面几乎重复的行，保留：{n}</translation>
    </message>
    <message>
        <source>Rows whose text has another label elsewhere: {n}</source>
        <translation>同样文字在别处有不同标签的行：{n}</translation>
    </message>
    <message>
        <source>Rows with a label that is too rare to learn: {n}</source>
        <translation>标签太少见、学不会的行：{n}</translation>
    </message>
    <message>
        <source>Lines that come back again and again, kept: {n}</source>
        <translation>反复出现的行，保留：{n}</translation>
    </message>
    <message>
        <source>Headers and footers of pages, left out: {n}</source>
        <translation>页眉和页脚，已去掉：{n}</translation>
    </message>
    <message>
        <source>Lines in which letters were lost before: {n}</source>
        <translation>之前已丢失字符的行：{n}</translation>
    </message>
    <message>
        <source>Files that end in the middle; what came before was read: {n}</source>
        <translation>中途截断、只读了前面部分的文件：{n}</translation>
    </message>
    <message>
        <source>Files of types that are not read: {n}</source>
        <translation>类型不能读的文件：{n}</translation>
    </message>
    <message>
        <source>Pages without text: {n}</source>
        <translation>没有文字的页：{n}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>can not be read</source>
        <translation>读不了</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空行</translation>
    </message>
    <message>
        <source>one part is missing</source>
        <translation>缺少一部分</translation>
    </message>
    <message>
        <source>far too long, perhaps a quotation mark is not closed</source>
        <translation>太长，可能引号没有闭合</translation>
    </message>
    <message>
        <source>repeats one before, word for word</source>
        <translation>与前面逐字重复</translation>
    </message>
    <message>
        <source>is in the exam too</source>
        <translation>考试中也有</translation>
    </message>
    <message>
        <source>of another kind than the rest</source>
        <translation>与其余种类不同</translation>
    </message>
    <message>
        <source>nearly repeats one before (kept)</source>
        <translation>与前面几乎重复（保留）</translation>
    </message>
    <message>
        <source>its text has another label elsewhere (kept)</source>
        <translation>同样文字在别处有不同标签（保留）</translation>
    </message>
    <message>
        <source>its label is too rare to learn (kept)</source>
        <translation>标签太少见，学不会（保留）</translation>
    </message>
    <message>
        <source>a line that comes back again and again (kept)</source>
        <translation>反复出现的行（保留）</translation>
    </message>
    <message>
        <source>header or footer of pages</source>
        <translation>页眉或页脚</translation>
    </message>
    <message>
        <source>letters were lost before (kept)</source>
        <translation>之前已丢失字符（保留）</translation>
    </message>
    <message>
        <source>ends in the middle</source>
        <translation>中途截断</translation>
    </message>
    <message>
        <source>a type that is not read</source>
        <translation>不能读的类型</translation>
    </message>
    <message>
        <source>page without text</source>
        <translation>没有文字的页</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>Not one step was made.</source>
        <translation>一步也没有训练。</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>请重新开始。</translation>
    </message>
    <message>
        <source>It learned the training text by heart ({times} passes), and that does not carry over to pages it never saw.</source>
        <translation>它把训练文字背了下来（读了 {times} 遍），但这对没见过的文字没有帮助。</translation>
    </message>
    <message>
        <source>Give it more text, or let it read the text less often (under More).</source>
        <translation>给它更多文字，或让它少读几遍（在“更多”里）。</translation>
    </message>
    <message>
        <source>There were too few examples: {n} tokens, which is a few pages.</source>
        <translation>样本太少：{n} 个词元，只有几页。</translation>
    </message>
    <message>
        <source>Add more text of the same kind. From about 8,000 words on it carries.</source>
        <translation>请添加更多同类文字。约 8,000 个词以上才见效。</translation>
    </message>
    <message>
        <source>The rate was too high: each step threw away more than it learned.</source>
        <translation>学习率太高：每一步丢掉的比学到的多。</translation>
    </message>
    <message>
        <source>Train again with a lower learning rate, or with the light add-on.</source>
        <translation>请用更低的学习率或轻量附加重新训练。</translation>
    </message>
    <message>
        <source>It stopped early: {steps} steps are too few to show.</source>
        <translation>停得太早：{steps} 步太少，看不出变化。</translation>
    </message>
    <message>
        <source>Let it read your text more often (under More).</source>
        <translation>让它多读几遍你的文字（在“更多”里）。</translation>
    </message>
    <message>
        <source>It hardly learned the training text either: the rate ({rate}) was too low.</source>
        <translation>连训练文字它也几乎没学到：学习率 ({rate}) 太低。</translation>
    </message>
    <message>
        <source>Train again with whole weights, or let it read the text more often.</source>
        <translation>请用整体权重重新训练，或让它多读几遍。</translation>
    </message>
    <message>
        <source>What it learned does not stand in the held-back part, or the base knew it already.</source>
        <translation>它学到的内容在留出的部分里没有出现，或原模型本来就会。</translation>
    </message>
    <message>
        <source>Have a look whether the held-back part is of the same kind as the rest.</source>
        <translation>请看看留出的部分和其余文字是不是同一类。</translation>
    </message>
</context>
<context>
    <name>recommended</name>
    <message>
        <source>A first try: quick on any computer, and small enough to be taught in minutes.</source>
        <translation>适合初次尝试：在任何电脑上都很快，几分钟即可训练。</translation>
    </message>
    <message>
        <source>Tiny and in many languages; made to be taught one narrow task.</source>
        <translation>很小，支持多种语言；适合训练一项专门任务。</translation>
    </message>
    <message>
        <source>Short answers, summaries and rewriting in English on a modest laptop.</source>
        <translation>在普通笔记本上用英语简短回答、摘要和改写。</translation>
    </message>
    <message>
        <source>A good all-rounder for its size, in some hundred languages; can think before it answers.</source>
        <translation>同规模中的全能选手，支持约百种语言；可先思考再回答。</translation>
    </message>
    <message>
        <source>Friendly, fluent answers for everyday questions.</source>
        <translation>对日常问题给出友好流畅的回答。</translation>
    </message>
    <message>
        <source>Summaries, rewriting and following instructions in eight languages.</source>
        <translation>用八种语言摘要、改写和遵循指令。</translation>
    </message>
    <message>
        <source>Open to the last detail: its training texts are published too.</source>
        <translation>完全开放：连训练文本也已公布。</translation>
    </message>
    <message>
        <source>Solid English for summaries, letters and simple questions.</source>
        <translation>可靠的英语能力，适合摘要、书信和简单问题。</translation>
    </message>
    <message>
        <source>Clearly better at questions and sums than the smaller ones, in many languages.</source>
        <translation>在问答和计算上明显优于更小的模型，支持多种语言。</translation>
    </message>
    <message>
        <source>Made for work: summaries, sorting and questions about your documents.</source>
        <translation>为工作而设计：摘要、分类和文档问答。</translation>
    </message>
    <message>
        <source>Strong for its size in six European languages; open data and recipe.</source>
        <translation>在六种欧洲语言上同规模中表现出色；数据和方法公开。</translation>
    </message>
    <message>
        <source>Good at sums, code and careful reasoning.</source>
        <translation>擅长计算、代码和严谨推理。</translation>
    </message>
    <message>
        <source>The best answers of this list; wants a computer with 16 GB or more.</source>
        <translation>此列表中回答最好；需要 16 GB 或更多内存的电脑。</translation>
    </message>
</context>
<context>
    <name>rows</name>
    <message>
        <source>Not usable</source>
        <translation>不能用</translation>
    </message>
    <message>
        <source>in memory</source>
        <translation>已载入内存</translation>
    </message>
</context>
<context>
    <name>sentences</name>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有改动任何东西。</translation>
    </message>
    <message>
        <source>Your file was not changed.</source>
        <translation>你的文件没有改动。</translation>
    </message>
    <message>
        <source>What was already written is kept.</source>
        <translation>已写出的内容会保留。</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>请换一个模型。</translation>
    </message>
    <message>
        <source>Download or copy the model again, or choose another one.</source>
        <translation>请重新下载或复制这个模型，或换一个。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请换一个文件。</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>这个文件</translation>
    </message>
    <message>
        <source>a copy</source>
        <translation>一份副本</translation>
    </message>
    <message>
        <source>an entry</source>
        <translation>一个条目</translation>
    </message>
    <message>
        <source>this model</source>
        <translation>这个模型</translation>
    </message>
    <message>
        <source>an option</source>
        <translation>一个选项</translation>
    </message>
    <message>
        <source>This folder does not hold a model.</source>
        <translation>这个文件夹里没有模型。</translation>
    </message>
    <message>
        <source>A model folder has a config.json and .safetensors files.</source>
        <translation>模型文件夹里要有 config.json 和 .safetensors 文件。</translation>
    </message>
    <message>
        <source>Choose the folder that holds those files.</source>
        <translation>请选装着这些文件的文件夹。</translation>
    </message>
    <message>
        <source>The model&apos;s folder is not there.</source>
        <translation>模型的文件夹不在了。</translation>
    </message>
    <message>
        <source>It was moved, deleted, or its drive is not connected.</source>
        <translation>它被移走或删除了，或者所在的磁盘没有连接。</translation>
    </message>
    <message>
        <source>Connect the drive, or open the folder from where it is now.</source>
        <translation>请连接磁盘，或从现在的位置打开文件夹。</translation>
    </message>
    <message>
        <source>This model&apos;s description is damaged.</source>
        <translation>这个模型的说明文件损坏了。</translation>
    </message>
    <message>
        <source>{file} can not be read as a model&apos;s description.</source>
        <translation>{file} 不能当作模型的说明来读。</translation>
    </message>
    <message>
        <source>This model&apos;s weights are missing.</source>
        <translation>缺少这个模型的权重。</translation>
    </message>
    <message>
        <source>{file} is not in the folder.</source>
        <translation>文件夹里没有 {file}。</translation>
    </message>
    <message>
        <source>A file of this model is incomplete.</source>
        <translation>这个模型有一个文件不完整。</translation>
    </message>
    <message>
        <source>{file} has {have_bytes} of {needed_bytes}: the download or copy stopped early.</source>
        <translation>{file} 只有 {have_bytes}，应为 {needed_bytes}：下载或复制提前停了。</translation>
    </message>
    <message>
        <source>A file of this model is damaged.</source>
        <translation>这个模型有一个文件损坏了。</translation>
    </message>
    <message>
        <source>{file} is not a valid model file.</source>
        <translation>{file} 不是有效的模型文件。</translation>
    </message>
    <message>
        <source>This model is in an old format that can run programs on your computer.</source>
        <translation>这个模型用的是旧格式，可能在你的电脑上运行程序。</translation>
    </message>
    <message>
        <source>{file} is not opened for that reason.</source>
        <translation>因此没有打开 {file}。</translation>
    </message>
    <message>
        <source>Look for the same model with .safetensors files.</source>
        <translation>请找同一个模型的 .safetensors 版本。</translation>
    </message>
    <message>
        <source>Parts of this model are missing or do not match its description.</source>
        <translation>这个模型缺少一些部分，或与它的说明不符。</translation>
    </message>
    <message>
        <source>This model&apos;s folder points to files outside of it.</source>
        <translation>这个模型的文件夹指向了外面的文件。</translation>
    </message>
    <message>
        <source>{entry} was not opened.</source>
        <translation>没有打开 {entry}。</translation>
    </message>
    <message>
        <source>Choose another model, or copy the real files into the folder.</source>
        <translation>请换一个模型，或把真正的文件复制到文件夹里。</translation>
    </message>
    <message>
        <source>This model&apos;s tokenizer is missing.</source>
        <translation>缺少这个模型的分词器。</translation>
    </message>
    <message>
        <source>Without tokenizer.json or its like, text can not be handed to the model.</source>
        <translation>没有 tokenizer.json 之类的文件，就不能把文字交给模型。</translation>
    </message>
    <message>
        <source>This model&apos;s tokenizer is damaged.</source>
        <translation>这个模型的分词器损坏了。</translation>
    </message>
    <message>
        <source>The part that splits text into pieces can not be read.</source>
        <translation>把文字切成词元的部分读不出来。</translation>
    </message>
    <message>
        <source>This version does not know this type of model.</source>
        <translation>这个版本不认识这类模型。</translation>
    </message>
    <message>
        <source>Its type is {architecture}.</source>
        <translation>它的类型是 {architecture}。</translation>
    </message>
    <message>
        <source>This model asks to run its own program.</source>
        <translation>这个模型要运行自己的程序。</translation>
    </message>
    <message>
        <source>Desktop LLM does not do that.</source>
        <translation>Desktop LLM 不这样做。</translation>
    </message>
    <message>
        <source>This model is not made for that.</source>
        <translation>这个模型不是用来做这个的。</translation>
    </message>
    <message>
        <source>It is made for something else: {kind_words}.</source>
        <translation>它有别的用途：{kind_words}。</translation>
    </message>
    <message>
        <source>This model&apos;s chat form does not work.</source>
        <translation>这个模型的聊天格式不能用。</translation>
    </message>
    <message>
        <source>The template that turns a conversation into text failed.</source>
        <translation>把对话变成文字的模板出错了。</translation>
    </message>
    <message>
        <source>Let it continue a text, or choose another model.</source>
        <translation>请让它接着文字写，或换一个模型。</translation>
    </message>
    <message>
        <source>This model does not fit in this computer&apos;s memory.</source>
        <translation>这台电脑的内存放不下这个模型。</translation>
    </message>
    <message>
        <source>It needs about {needed_bytes}; {free_bytes} are free.</source>
        <translation>它约需 {needed_bytes}，现在空闲 {free_bytes}。</translation>
    </message>
    <message>
        <source>Close other programs, unload a model, or choose a smaller one.</source>
        <translation>请关闭其他程序、把一个模型移出内存，或选一个更小的。</translation>
    </message>
    <message>
        <source>This name is taken.</source>
        <translation>这个名称已被使用。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>There is no model called “{name}”.</source>
        <translation>没有叫“{name}”的模型。</translation>
    </message>
    <message>
        <source>Did you mean {suggestion}?</source>
        <translation>你是说 {suggestion} 吗？</translation>
    </message>
    <message>
        <source>Give a name from the list of models, or the model&apos;s folder.</source>
        <translation>请给出模型列表里的名称，或模型的文件夹。</translation>
    </message>
    <message>
        <source>This model is working just now.</source>
        <translation>这个模型正在工作。</translation>
    </message>
    <message>
        <source>Stop its answer or training first.</source>
        <translation>请先停止它的回答或训练。</translation>
    </message>
    <message>
        <source>The file {file} is not there.</source>
        <translation>文件 {file} 不在了。</translation>
    </message>
    <message>
        <source>There is nothing to learn from in {file}.</source>
        <translation>{file} 里没有可学的内容。</translation>
    </message>
    <message>
        <source>It is empty or holds only blanks.</source>
        <translation>它是空的，或者只有空白。</translation>
    </message>
    <message>
        <source>{file} is not a text.</source>
        <translation>{file} 不是文本。</translation>
    </message>
    <message>
        <source>It looks like {looks_like}.</source>
        <translation>它看起来是 {looks_like}。</translation>
    </message>
    <message>
        <source>Save it as plain text (.txt) and choose that file.</source>
        <translation>请存为纯文本 (.txt)，再选那个文件。</translation>
    </message>
    <message>
        <source>The letters of {file} can not be read without damage.</source>
        <translation>{file} 的文字读出来会有损坏。</translation>
    </message>
    <message>
        <source>Save it as UTF-8 text and choose that file.</source>
        <translation>请存为 UTF-8 文本，再选那个文件。</translation>
    </message>
    <message>
        <source>This text is too short to learn from.</source>
        <translation>这份文字太短，学不到东西。</translation>
    </message>
    <message>
        <source>It has {words} words; at least {minimum} are needed.</source>
        <translation>它有 {words} 个词，至少要 {minimum} 个。</translation>
    </message>
    <message>
        <source>Add more text.</source>
        <translation>请多加一些文字。</translation>
    </message>
    <message>
        <source>{file} is too large for this version.</source>
        <translation>{file} 对这个版本来说太大。</translation>
    </message>
    <message>
        <source>It has {actual_bytes}; at most {limit_bytes} are read.</source>
        <translation>它有 {actual_bytes}，最多能读 {limit_bytes}。</translation>
    </message>
    <message>
        <source>Choose a part of it.</source>
        <translation>请只选其中一部分。</translation>
    </message>
    <message>
        <source>{file} can not be opened.</source>
        <translation>打不开 {file}。</translation>
    </message>
    <message>
        <source>It may be locked, or not a file.</source>
        <translation>它可能被锁定，或者不是文件。</translation>
    </message>
    <message>
        <source>Check that you may read it, or choose another file.</source>
        <translation>请确认你能读它，或换一个文件。</translation>
    </message>
    <message>
        <source>This version does not read files like {file}.</source>
        <translation>这个版本不能读 {file} 这类文件。</translation>
    </message>
    <message>
        <source>{file} is damaged.</source>
        <translation>{file} 已损坏。</translation>
    </message>
    <message>
        <source>It can not be read as what its name says it is.</source>
        <translation>它不能按名字所说的类型来读。</translation>
    </message>
    <message>
        <source>Open it in its own program, save it again, and choose that file.</source>
        <translation>请用原来的程序打开，重新保存，再选那个文件。</translation>
    </message>
    <message>
        <source>{file} is locked with a password.</source>
        <translation>{file} 有密码保护。</translation>
    </message>
    <message>
        <source>Save a copy without the password and choose that file.</source>
        <translation>请另存一份没有密码的，再选那个文件。</translation>
    </message>
    <message>
        <source>{file} holds pictures of pages, no text.</source>
        <translation>{file} 里是页面的图片，没有文字。</translation>
    </message>
    <message>
        <source>It was scanned, and nobody has turned the pictures into letters yet.</source>
        <translation>它是扫描件，图片还没有变成文字。</translation>
    </message>
    <message>
        <source>Let a scanning program recognise its text (OCR), then choose that file.</source>
        <translation>请先用扫描程序识别文字（OCR），再选那个文件。</translation>
    </message>
    <message>
        <source>{file} was not unpacked.</source>
        <translation>没有解压 {file}。</translation>
    </message>
    <message>
        <source>It holds far more than its size tells, or names that lead out of it.</source>
        <translation>它的内容远超自身大小，或有指向外面的名字。</translation>
    </message>
    <message>
        <source>Unpack it yourself where you trust it, and choose the files in it.</source>
        <translation>如果你信任它，请自己解压，再选里面的文件。</translation>
    </message>
    <message>
        <source>Reading {file} took too long.</source>
        <translation>读 {file} 用的时间太长。</translation>
    </message>
    <message>
        <source>Choose a part of it, or save it as plain text.</source>
        <translation>请选一部分，或另存为纯文本。</translation>
    </message>
    <message>
        <source>These are too few examples to learn from.</source>
        <translation>例子太少，学不了。</translation>
    </message>
    <message>
        <source>There are {examples}; at least {minimum} are needed.</source>
        <translation>有 {examples} 个，至少需要 {minimum} 个。</translation>
    </message>
    <message>
        <source>Add more examples.</source>
        <translation>请添加更多例子。</translation>
    </message>
    <message>
        <source>No examples of this kind were found in your files.</source>
        <translation>你的文件里没有找到这种例子。</translation>
    </message>
    <message>
        <source>Choose another kind, say which column is which, or add other files.</source>
        <translation>请选另一种，说明各列是什么，或添加别的文件。</translation>
    </message>
    <message>
        <source>The labels of these examples can not be learned.</source>
        <translation>这些例子的标签学不了。</translation>
    </message>
    <message>
        <source>There are {labels} different ones; 2 to {limit} can be told apart.</source>
        <translation>有 {labels} 种不同的标签，能区分 2 到 {limit} 种。</translation>
    </message>
    <message>
        <source>Say which column holds the label, or choose another kind.</source>
        <translation>请说明哪一列是标签，或选另一种。</translation>
    </message>
    <message>
        <source>These are better and worse answers side by side.</source>
        <translation>这些是并排的较好和较差的回答。</translation>
    </message>
    <message>
        <source>Learning from such pairs is for a later version.</source>
        <translation>从这样的成对回答学习，要等以后的版本。</translation>
    </message>
    <message>
        <source>Choose a file with the better answers alone.</source>
        <translation>请选只有较好回答的文件。</translation>
    </message>
    <message>
        <source>This folder holds no training that has saved anything.</source>
        <translation>这个文件夹里没有已保存过结果的训练。</translation>
    </message>
    <message>
        <source>In “{folder}” there is neither a checkpoint nor a save.</source>
        <translation>“{folder}”里既没有检查点，也没有自动保存。</translation>
    </message>
    <message>
        <source>Run the line in “HOW TO RUN.txt” on the other computer first, or choose another folder.</source>
        <translation>请先在另一台电脑上运行“HOW TO RUN.txt”里的那一行命令，或者选择别的文件夹。</translation>
    </message>
    <message>
        <source>The memory was not enough.</source>
        <translation>内存不够。</translation>
    </message>
    <message>
        <source>About {needed_bytes} were needed; {free_bytes} were free.</source>
        <translation>约需 {needed_bytes}，当时空闲 {free_bytes}。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model or a shorter text.</source>
        <translation>请关闭其他程序，或选更小的模型、更短的文字。</translation>
    </message>
    <message>
        <source>This text is longer than the model can read at once.</source>
        <translation>这段文字超过模型一次能读的长度。</translation>
    </message>
    <message>
        <source>It has {tokens} tokens; the model reads {context} at once.</source>
        <translation>它有 {tokens} 个词元，模型一次能读 {context} 个。</translation>
    </message>
    <message>
        <source>Your text is still in the message box.</source>
        <translation>你的文字还在输入框里。</translation>
    </message>
    <message>
        <source>Shorten it, or choose a model that reads more.</source>
        <translation>请缩短，或选一个能读更多的模型。</translation>
    </message>
    <message>
        <source>The chosen device is not there.</source>
        <translation>所选的设备不在。</translation>
    </message>
    <message>
        <source>{device} was not found on this computer.</source>
        <translation>这台电脑上没有找到 {device}。</translation>
    </message>
    <message>
        <source>Choose “Automatic” under Settings, Device.</source>
        <translation>请在“设置”的“设备”里选“自动”。</translation>
    </message>
    <message>
        <source>This precision is not available in this version.</source>
        <translation>这个版本没有这种精度。</translation>
    </message>
    <message>
        <source>{precision} was asked for.</source>
        <translation>要求的是 {precision}。</translation>
    </message>
    <message>
        <source>Choose automatic, fp32, bf16 or fp16.</source>
        <translation>请选自动、fp32、bf16 或 fp16。</translation>
    </message>
    <message>
        <source>The training lost its way.</source>
        <translation>训练跑偏了。</translation>
    </message>
    <message>
        <source>Its error grew beyond all numbers, so it was stopped.</source>
        <translation>误差大到无法计算，所以停了下来。</translation>
    </message>
    <message>
        <source>The last good state is kept.</source>
        <translation>最后一个正常的状态已保留。</translation>
    </message>
    <message>
        <source>Try again with a smaller learning rate under More.</source>
        <translation>请在“更多”里把学习率调小，再试一次。</translation>
    </message>
    <message>
        <source>The model stopped unexpectedly.</source>
        <translation>模型意外停止了。</translation>
    </message>
    <message>
        <source>Its process ended, most often for lack of memory.</source>
        <translation>它的进程结束了，多半是因为内存不够。</translation>
    </message>
    <message>
        <source>The model does not answer any more.</source>
        <translation>模型没有响应了。</translation>
    </message>
    <message>
        <source>It was ended.</source>
        <translation>已将它结束。</translation>
    </message>
    <message>
        <source>The window and the engine do not understand each other.</source>
        <translation>窗口和引擎不能互相理解。</translation>
    </message>
    <message>
        <source>They are from different versions.</source>
        <translation>它们的版本不同。</translation>
    </message>
    <message>
        <source>Install the application again.</source>
        <translation>请重新安装本程序。</translation>
    </message>
    <message>
        <source>This model stopped three times within a minute.</source>
        <translation>这个模型一分钟内停了三次。</translation>
    </message>
    <message>
        <source>Your conversations are safe.</source>
        <translation>你的对话是安全的。</translation>
    </message>
    <message>
        <source>Wait a minute, or choose another model.</source>
        <translation>请等一分钟，或换一个模型。</translation>
    </message>
    <message>
        <source>{option} has a value that is not possible.</source>
        <translation>{option} 的值不可用。</translation>
    </message>
    <message>
        <source>It may be {bounds}.</source>
        <translation>可以是 {bounds}。</translation>
    </message>
    <message>
        <source>Correct it and try again.</source>
        <translation>请改正后重试。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘满了。</translation>
    </message>
    <message>
        <source>{free_bytes} are free.</source>
        <translation>还剩 {free_bytes}。</translation>
    </message>
    <message>
        <source>What was saved before is safe.</source>
        <translation>之前保存的是安全的。</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>请腾出一些空间，再重试。</translation>
    </message>
    <message>
        <source>This place can not be written to.</source>
        <translation>这个位置不能写入。</translation>
    </message>
    <message>
        <source>{file} could not be written.</source>
        <translation>无法写入 {file}。</translation>
    </message>
    <message>
        <source>Choose another folder, or check your rights to it.</source>
        <translation>请换一个文件夹，或检查你的权限。</translation>
    </message>
    <message>
        <source>The file with your conversations was damaged.</source>
        <translation>存放对话的文件损坏了。</translation>
    </message>
    <message>
        <source>It was put aside as {moved_to}.</source>
        <translation>已另存为 {moved_to}。</translation>
    </message>
    <message>
        <source>Nothing was overwritten; the newest good copy was opened.</source>
        <translation>没有覆盖任何内容，已打开最近的完好副本。</translation>
    </message>
    <message>
        <source>Go on; keep the file that was put aside if you miss something.</source>
        <translation>可以继续使用；如果发现少了内容，请留着另存的文件。</translation>
    </message>
    <message>
        <source>Your conversations were written by a newer version.</source>
        <translation>你的对话是由更新的版本写的。</translation>
    </message>
    <message>
        <source>Install the newer version again.</source>
        <translation>请重新安装新版本。</translation>
    </message>
    <message>
        <source>Desktop LLM is already open.</source>
        <translation>Desktop LLM 已经打开了。</translation>
    </message>
    <message>
        <source>This window can only read.</source>
        <translation>这个窗口只能查看。</translation>
    </message>
    <message>
        <source>Use the other window, or close it first.</source>
        <translation>请用另一个窗口，或先关闭它。</translation>
    </message>
    <message>
        <source>Some settings could not be read.</source>
        <translation>有些设置读不出来。</translation>
    </message>
    <message>
        <source>They are back to what they were at first: {fields}.</source>
        <translation>已恢复为最初的值：{fields}。</translation>
    </message>
    <message>
        <source>Your models and conversations are safe.</source>
        <translation>你的模型和对话是安全的。</translation>
    </message>
    <message>
        <source>Set them again under Settings.</source>
        <translation>请在“设置”里重新设定。</translation>
    </message>
    <message>
        <source>Something went wrong that should not.</source>
        <translation>出了不该出的错。</translation>
    </message>
    <message>
        <source>This is a fault of the application.</source>
        <translation>这是本程序的毛病。</translation>
    </message>
    <message>
        <source>Your work is saved.</source>
        <translation>你的工作已保存。</translation>
    </message>
    <message>
        <source>Try again; if it comes back, copy the details and report them.</source>
        <translation>请重试；如果再次出现，请复制详情并报告。</translation>
    </message>
    <message>
        <source>This computer can not open GGUF files yet.</source>
        <translation>这台电脑还不能打开 GGUF 文件。</translation>
    </message>
    <message>
        <source>The program that reads them, llama.cpp, is not there for this system.</source>
        <translation>读取这种文件的程序 llama.cpp 没有适合这个系统的版本。</translation>
    </message>
    <message>
        <source>Choose the same model as a folder with .safetensors files.</source>
        <translation>请选择同一模型的带 .safetensors 文件的文件夹。</translation>
    </message>
    <message>
        <source>This can not be done with a GGUF file.</source>
        <translation>GGUF 文件做不到这件事。</translation>
    </message>
    <message>
        <source>Such a file is made for chatting: its numbers were rounded, and parts are left out.</source>
        <translation>这种文件是为聊天而做的：它的数值经过取整，有些部分被省去了。</translation>
    </message>
    <message>
        <source>the hub</source>
        <translation>模型站点</translation>
    </message>
    <message>
        <source>this</source>
        <translation>这个</translation>
    </message>
    <message>
        <source>What was fetched so far is kept.</source>
        <translation>已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The network is switched off.</source>
        <translation>网络已关闭。</translation>
    </message>
    <message>
        <source>You chose to work offline.</source>
        <translation>您选择了离线工作。</translation>
    </message>
    <message>
        <source>Switch it on under Settings, Network, then try again.</source>
        <translation>请在“设置”的“网络”中打开，然后重试。</translation>
    </message>
    <message>
        <source>“{address}” names no model.</source>
        <translation>“{address}”不是模型的名称。</translation>
    </message>
    <message>
        <source>A model is written like Qwen/Qwen3-0.6B, or as the link to its page.</source>
        <translation>模型写作 Qwen/Qwen3-0.6B 这样的形式，或其页面的链接。</translation>
    </message>
    <message>
        <source>Paste the link from your browser, or search by name.</source>
        <translation>请粘贴浏览器中的链接，或按名称搜索。</translation>
    </message>
    <message>
        <source>{host} could not be reached.</source>
        <translation>无法连接 {host}。</translation>
    </message>
    <message>
        <source>There is no connection, or it is blocked.</source>
        <translation>没有网络连接，或连接被阻止。</translation>
    </message>
    <message>
        <source>Check the connection, or the address under Settings, Network.</source>
        <translation>请检查网络连接，或“设置”的“网络”中的地址。</translation>
    </message>
    <message>
        <source>{host} does not accept your access token.</source>
        <translation>{host} 不接受您的访问令牌。</translation>
    </message>
    <message>
        <source>The model is for people who are signed in.</source>
        <translation>该模型仅供已登录的用户使用。</translation>
    </message>
    <message>
        <source>Make an access token on the site and put it under Settings, Network.</source>
        <translation>请在网站上创建访问令牌，并填入“设置”的“网络”中。</translation>
    </message>
    <message>
        <source>The makers of {name} want you to accept their terms first.</source>
        <translation>{name} 的制作者要求您先接受其条款。</translation>
    </message>
    <message>
        <source>Accept them on its page, then put an access token under Settings, Network.</source>
        <translation>请在其页面上接受条款，然后在“设置”的“网络”中填入访问令牌。</translation>
    </message>
    <message>
        <source>{host} refuses to hand out {name}.</source>
        <translation>{host} 拒绝提供 {name}。</translation>
    </message>
    <message>
        <source>Your access token does not allow it.</source>
        <translation>您的访问令牌没有权限。</translation>
    </message>
    <message>
        <source>Ask its makers, or choose another model.</source>
        <translation>请联系其制作者，或选择其他模型。</translation>
    </message>
    <message>
        <source>There is no model {name} at {host}.</source>
        <translation>{host} 上没有模型 {name}。</translation>
    </message>
    <message>
        <source>It may be private, renamed or taken away.</source>
        <translation>它可能是私有的、已改名或已移除。</translation>
    </message>
    <message>
        <source>Check the name, or search for it.</source>
        <translation>请检查名称，或搜索它。</translation>
    </message>
    <message>
        <source>{file} is not there any more.</source>
        <translation>{file} 已不存在。</translation>
    </message>
    <message>
        <source>The makers of {name} have changed it since you began.</source>
        <translation>自您开始下载以来，{name} 的制作者已更改了它。</translation>
    </message>
    <message>
        <source>Cancel this download and begin it anew.</source>
        <translation>请取消此下载并重新开始。</translation>
    </message>
    <message>
        <source>{host} is too busy just now.</source>
        <translation>{host} 现在太忙。</translation>
    </message>
    <message>
        <source>It asked for patience several times.</source>
        <translation>它多次要求稍候。</translation>
    </message>
    <message>
        <source>Try again in a few minutes; an access token under Settings, Network gets more.</source>
        <translation>请几分钟后重试；在“设置”的“网络”中填入访问令牌可获得更多配额。</translation>
    </message>
    <message>
        <source>{host} did not answer like a model hub.</source>
        <translation>{host} 的回应不像模型站点。</translation>
    </message>
    <message>
        <source>Often a hotel or an office network shows its own page first.</source>
        <translation>酒店或办公网络常会先显示自己的页面。</translation>
    </message>
    <message>
        <source>Open a page in your browser to sign in to the network, then try again.</source>
        <translation>请在浏览器中打开一个页面登录网络，然后重试。</translation>
    </message>
    <message>
        <source>The download was sent to a place that is not safe.</source>
        <translation>下载被转到了不安全的地方。</translation>
    </message>
    <message>
        <source>{host} was not followed.</source>
        <translation>未跟随到 {host}。</translation>
    </message>
    <message>
        <source>Check the address under Settings, Network.</source>
        <translation>请检查“设置”的“网络”中的地址。</translation>
    </message>
    <message>
        <source>{name} has no weights that this version can use.</source>
        <translation>{name} 没有此版本可用的权重。</translation>
    </message>
    <message>
        <source>It needs safetensors or GGUF files.</source>
        <translation>需要 safetensors 或 GGUF 文件。</translation>
    </message>
    <message>
        <source>Choose another model, or another version of this one.</source>
        <translation>请选择其他模型，或此模型的其他版本。</translation>
    </message>
    <message>
        <source>The connection breaks again and again.</source>
        <translation>连接反复中断。</translation>
    </message>
    <message>
        <source>Try again later; it goes on where it stopped.</source>
        <translation>请稍后重试；会从停下的地方继续。</translation>
    </message>
    <message>
        <source>{file} arrived damaged three times.</source>
        <translation>{file} 三次下载都已损坏。</translation>
    </message>
    <message>
        <source>Its checksum is not the one its makers state.</source>
        <translation>其校验和与制作者所述不符。</translation>
    </message>
    <message>
        <source>Try again on another network, or set another address under Settings, Network.</source>
        <translation>请换一个网络重试，或在“设置”的“网络”中设置其他地址。</translation>
    </message>
    <message>
        <source>{name} is being fetched by another Desktop LLM.</source>
        <translation>另一个 Desktop LLM 正在下载 {name}。</translation>
    </message>
    <message>
        <source>Wait until it is done, or stop it there.</source>
        <translation>请等待其完成，或在那里停止。</translation>
    </message>
    <message>
        <source>This archive was not opened: it is not safe.</source>
        <translation>没有打开这个压缩包：它不安全。</translation>
    </message>
    <message>
        <source>{entry} in it: {reason}.</source>
        <translation>其中的 {entry}：{reason}。</translation>
    </message>
    <message>
        <source>Get the model from somewhere else.</source>
        <translation>请从别处获取这个模型。</translation>
    </message>
    <message>
        <source>{file} is no whole zip archive.</source>
        <translation>{file} 不是完整的 zip 压缩包。</translation>
    </message>
    <message>
        <source>The model that this add-on was made for is not in the list.</source>
        <translation>列表中没有这个附加件所针对的模型。</translation>
    </message>
    <message>
        <source>It names {name}.</source>
        <translation>它指明的是 {name}。</translation>
    </message>
    <message>
        <source>Add that model first, then the add-on.</source>
        <translation>请先添加那个模型，再添加附加件。</translation>
    </message>
    <message>
        <source>This version does not read add-ons of this kind.</source>
        <translation>此版本不能读取这种附加件。</translation>
    </message>
    <message>
        <source>It is {reason}; LoRA is read.</source>
        <translation>它是 {reason}；可以读取的是 LoRA。</translation>
    </message>
    <message>
        <source>{file} was not copied faithfully: the drive may be failing.</source>
        <translation>{file} 的副本与原件不一致：磁盘可能有故障。</translation>
    </message>
    <message>
        <source>Your models are where they were.</source>
        <translation>您的模型仍在原处。</translation>
    </message>
    <message>
        <source>Check the drive, or move to another one.</source>
        <translation>请检查磁盘，或移到另一个磁盘。</translation>
    </message>
    <message>
        <source>This model can not be exported yet.</source>
        <translation>这个模型还不能导出。</translation>
    </message>
    <message>
        <source>Its kind, or the way it cuts texts into pieces, is not one that is written as GGUF.</source>
        <translation>它的种类，或它把文字切成小块的方式，还不能写成 GGUF。</translation>
    </message>
    <message>
        <source>Programs that open .safetensors folders can use it as it is.</source>
        <translation>能打开 .safetensors 文件夹的程序可以直接使用它。</translation>
    </message>
</context>
<context>
    <name>task</name>
    <message>
        <source>Chosen for you</source>
        <translation>替你选</translation>
    </message>
    <message>
        <source>The style of my text</source>
        <translation>我的文字的风格</translation>
    </message>
    <message>
        <source>Reads on like it, and picks up what recurs.</source>
        <translation>像它那样接着写，并记住反复出现的内容。</translation>
    </message>
    <message>
        <source>To answer like my examples</source>
        <translation>像我的例子那样回答</translation>
    </message>
    <message>
        <source>Learns from questions and answers how you would answer.</source>
        <translation>从问答中学习你会怎样回答。</translation>
    </message>
    <message>
        <source>To sort texts</source>
        <translation>给文字分类</translation>
    </message>
    <message>
        <source>Says which of your sorts a new text belongs to.</source>
        <translation>说出一份新文字属于你的哪一类。</translation>
    </message>
    <message>
        <source>To fill gaps in my texts</source>
        <translation>填补我的文字里的空缺</translation>
    </message>
    <message>
        <source>Learns the language of your texts by guessing hidden words.</source>
        <translation>通过猜被遮住的词来学习你的文字的语言。</translation>
    </message>
    <message>
        <source>To turn one text into another</source>
        <translation>把一份文字变成另一份</translation>
    </message>
    <message>
        <source>Translates, shortens or rewrites as your pairs do.</source>
        <translation>像你的成对文字那样翻译、缩写或改写。</translation>
    </message>
    <message>
        <source>A new model from nothing</source>
        <translation>从零开始的新模型</translation>
    </message>
    <message>
        <source>A small model that knows only your texts.</source>
        <translation>只认识你的文字的小模型。</translation>
    </message>
    <message>
        <source>Your files hold better and worse answers. Learning from those comes later.</source>
        <translation>你的文件里是较好和较差的回答。从中学习要等以后的版本。</translation>
    </message>
    <message>
        <source>Needs questions with answers. None found here.</source>
        <translation>需要带回答的问题。这里没有找到。</translation>
    </message>
    <message>
        <source>Needs a label for each text. None found here.</source>
        <translation>每份文字都需要一个标签。这里没有找到。</translation>
    </message>
    <message>
        <source>Needs pairs of texts. None found here.</source>
        <translation>需要成对的文字。这里没有找到。</translation>
    </message>
    <message>
        <source>Needs a model made for it. {name} is not.</source>
        <translation>需要专门的模型。{name} 不是。</translation>
    </message>
</context>
<context>
    <name>train</name>
    <message>
        <source>This version can not train models of its kind.</source>
        <translation>这个版本不能训练这类模型。</translation>
    </message>
    <message>
        <source>Training it takes more memory than there is here.</source>
        <translation>训练它需要的内存超过这台电脑所有的。</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>German</source>
        <translation>德文</translation>
    </message>
    <message>
        <source>French</source>
        <translation>法文</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>西班牙文</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>意大利文</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>葡萄牙文</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>荷兰文</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>俄文</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>日文</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>韩文</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>from {n} trial steps, give or take {margin}</source>
        <translation>由 {n} 步试训得出，误差约 {margin}</translation>
    </message>
    <message>
        <source>{share} of it</source>
        <translation>其中的 {share}</translation>
    </message>
    <message>
        <source>once</source>
        <translation>一遍</translation>
    </message>
    <message>
        <source>{n} times</source>
        <translation>{n} 遍</translation>
    </message>
    <message>
        <source>All weights</source>
        <translation>全部权重</translation>
    </message>
    <message>
        <source>full fine-tuning</source>
        <translation>全量微调</translation>
    </message>
    <message>
        <source>Light add-on</source>
        <translation>轻量附加</translation>
    </message>
    <message>
        <source>Chosen for you</source>
        <translation>替你选</translation>
    </message>
    <message>
        <source>On text it never saw, it is as unsure as if choosing among {after} next pieces. Before, it was {before}.</source>
        <translation>在没见过的文字上，它的犹豫程度相当于在 {after} 个可能的下一个词元中挑选。之前是 {before} 个。</translation>
    </message>
    <message>
        <source>Single facts can still be wrong, so check them against your text.</source>
        <translation>个别事实仍可能出错，请对照你的文字核实。</translation>
    </message>
    <message>
        <source>Yes. It knows your text much better now.</source>
        <translation>有用。它现在对你的文字熟悉多了。</translation>
    </message>
    <message>
        <source>Yes, a little. It knows your text somewhat better now.</source>
        <translation>有一点用。它现在对你的文字熟悉了一些。</translation>
    </message>
    <message>
        <source>Hardly. It knows your text about as well as before.</source>
        <translation>几乎没用。它对你的文字和之前差不多熟。</translation>
    </message>
    <message>
        <source>Of {total} texts it never saw, it sorted {right} right.</source>
        <translation>在没见过的 {total} 份文字中，它分对了 {right} 份。</translation>
    </message>
    <message>
        <source>Always saying the commonest sort would have been right {common} times.</source>
        <translation>总是回答最常见的一类也能对 {common} 份。</translation>
    </message>
    <message>
        <source>Yes. It sorts your texts well.</source>
        <translation>有用。它能很好地给你的文字分类。</translation>
    </message>
    <message>
        <source>Yes, but not always. Look at which sorts it takes for which.</source>
        <translation>有用，但不总是对。看看它把哪类当成了哪类。</translation>
    </message>
    <message>
        <source>No. It sorts hardly better than guessing.</source>
        <translation>没用。它分类几乎和猜差不多。</translation>
    </message>
    <message>
        <source>On held-back pairs it reaches {figures} (100 is word for word).</source>
        <translation>在留出的成对文字上达到 {figures}（100 表示逐字相同）。</translation>
    </message>
    <message>
        <source>No. It knows your text less well than before.</source>
        <translation>没用。它对你的文字不如之前熟悉。</translation>
    </message>
    <message>
        <source>Measuring how well it knows the held-back part.</source>
        <translation>正在测量它对留出的部分有多熟悉。</translation>
    </message>
    <message>
        <source>Surprise on the held-back part is {now} before it learns.</source>
        <translation>学习之前，留出部分的意外程度是 {now}。</translation>
    </message>
    <message>
        <source>It is learning. Surprise on the held-back part fell from {before} to {now}.</source>
        <translation>它在进步。留出部分的意外程度从 {before} 降到 {now}。</translation>
    </message>
    <message>
        <source>Surprise on the held-back part went from {before} to {now}.</source>
        <translation>留出部分的意外程度从 {before} 变为 {now}。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>{about} left</source>
        <translation>还剩{about}</translation>
    </message>
</context>
</TS>
