"""The options of the `desktop-llm` command. What they do is `cli`."""

from __future__ import annotations

import argparse
from typing import NoReturn

from desktop_llm import __version__
from desktop_llm.cli_check import add_check
from desktop_llm.cli_download import add_download
from desktop_llm.cli_fit import add_fit
from desktop_llm.cli_read import add_reading
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.training import Method, Task


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with an option as every other trouble is said."""

    def error(self, message: str) -> NoReturn:
        option, _, trouble = message.removeprefix("argument ").partition(":")
        values = {"option": option.split("/")[0]}
        if not message.startswith("argument "):  # unknown or missing ones; they are named behind the colon
            values["option"] = trouble.strip() or message
            if "required" in option:
                values["bounds"] = "anything, but it is needed"
        elif "choose from" in trouble:
            values["bounds"] = trouble.partition("choose from ")[2].rstrip(")")
        elif "invalid" in trouble:
            values["bounds"] = "a whole number" if "int" in trouble else "a number"
        raise AppError(ErrorCode.BAD_OPTION, message, **values)


def make_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = _Parser(prog="desktop-llm", description="Pick, chat with, train and compare language models.")
    parser.add_argument("--version", action="version", version=f"desktop-llm {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, about: str, has_model: bool = True, many: bool = False, needs_model: bool = True
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        added.add_argument("--json", action="store_true", help="print JSON and nothing else")
        if has_model:
            action = "append" if many else "store"
            added.add_argument("--model", required=needs_model, action=action, help="a folder, or a name from the list")
            added.add_argument("--precision", default="auto", help="auto, fp32, bf16, fp16, 8bit or 4bit")
            added.add_argument("--device", default="auto", help="auto, cpu, cuda:N or mps")
            added.add_argument("--threads", type=int, default=0, help="processor threads; 0 takes all cores")
        return added

    command("models", "List the models on this computer.", has_model=False)
    _add_sampling(command("generate", "Let a model answer or continue a text."))
    compare = command("compare", "Give one prompt or a list of them to several models.", many=True)
    _add_sampling(compare, needs_prompt=False)
    compare.add_argument("--prompts", metavar="FILE", help="a list: .txt, .csv or .jsonl, with expected answers or not")
    compare.add_argument("--out", metavar="FOLDER", help="keeps the answers to a list as they come")
    compare.add_argument("--resume", action="store_true", help="go on with the list in that folder")
    compare.add_argument("--judge", metavar="MODEL", help="a model that says which answers of the list are better")
    command("logprobs", "Log-probability of each token of a text.").add_argument("--text", required=True)
    score = command("score", "How surprised a model is by a text file.")
    score.add_argument("--text", required=True, metavar="FILE")
    score.add_argument("--context", type=int, default=0, help="tokens in a window; 0 takes the model's")
    score.add_argument("--stride", type=int, default=0, help="tokens between windows; 0 takes half the context")
    score.add_argument("--max-tokens", type=int, default=None, help="score only so many tokens")
    train = command("train", "Teach a model your texts.", needs_model=False)
    train.add_argument("folder", nargs="?", metavar="JOB_FOLDER", help="a folder with a job.toml, instead of options")
    train.add_argument("--resume", action="store_true", help="go on with a run that was paused or cut off")
    train.add_argument("--text", nargs="+", metavar="FILE")
    train.add_argument("--out", metavar="DIR", help="folder of the run")
    train.add_argument("--pack-for-elsewhere", metavar="DIR", help="do not train: write a folder for another computer")
    train.add_argument("--task", default="auto", choices=[str(task) for task in Task], help="what is learned")
    train.add_argument("--question", action="append", default=[], help="asked of the model along the way")
    train.add_argument("--method", default="auto", choices=[str(method) for method in Method])
    length = train.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int)
    length.add_argument("--epochs", type=float)
    length.add_argument("--minutes", type=float)
    train.add_argument("--seed", type=int, default=0)
    merge = command("merge", "Put a LoRA adapter into its base's weights.", has_model=False)
    merge.add_argument("--adapter", required=True, metavar="DIR", help="a folder in peft's format")
    merge.add_argument("--model", help="the base, where it is not the one that the adapter names")
    export = command("export", "Write a checkpoint as a Hugging Face folder.", has_model=False)
    export.add_argument("--model", required=True, help="a folder, or a name from the list")
    export.add_argument("--precision", default="auto", help="auto keeps it; fp32, bf16 or fp16")
    for added in (merge, export):
        added.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    back = command("bring-back", "Take in what was trained on another computer.", has_model=False)
    back.add_argument("folder", metavar="FOLDER", help="the folder that was packed, as it came back")
    read = command("read", "Look at texts before training on them.", has_model=False)
    read.add_argument("files", nargs="+", metavar="FILE", help="files, folders or zip archives")
    read.add_argument("--problems", metavar="CSV", help="save what is wrong as a list")
    add_reading(read)
    convert = command("convert", "Write a model as one GGUF file for other programs.", has_model=False)
    convert.add_argument("model", metavar="MODEL", help="a folder, or a name from the list")
    convert.add_argument("--to", required=True, choices=["gguf"], help="the format")
    convert.add_argument("--bits", type=int, default=8, choices=[4, 8, 16, 32], help="bits for each number")
    convert.add_argument("--out", required=True, metavar="FILE", help="the file to write; an old one is replaced")
    fill = command("fill", "Fill the gaps, written ___, of a text.")
    fill.add_argument("--text", required=True)
    fill.add_argument("--alternatives", type=int, default=5)
    add_fit(command("fit", "What a model takes here, by part, before it is loaded.", has_model=False))
    add_check(command("check", "Whether a model is whole and safe to open.", has_model=False))
    add_download(command("download", "Fetch a model from the hub into the library.", has_model=False))
    command("tour", "Let the window show itself.", has_model=False).add_argument("--out", required=True, metavar="DIR")
    return parser


def _add_sampling(parser: argparse.ArgumentParser, needs_prompt: bool = True) -> None:
    parser.add_argument("--prompt", required=needs_prompt)
    parser.add_argument("--raw", action="store_true", help="give the prompt to the tokenizer as it is")
    parser.add_argument("--system", default="", help="instructions before the prompt")
    for name in ("temperature", "top-p", "min-p", "typical-p", "repetition-penalty"):
        parser.add_argument(f"--{name}", type=float)
    for name in ("top-k", "max-new-tokens", "seed"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--no-repeat-ngram", type=int)
    parser.add_argument("--n", type=int, dest="answers", help="number of answers")
    parser.add_argument("--stop", action="append", default=[], help="text that ends an answer")
