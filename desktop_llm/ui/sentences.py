"""One sentence for each kind of trouble: what happened, why, what is safe, what to do. QtCore only.

The command line uses the same sentences. A test finds a code without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode, Value
from desktop_llm.ui.figures import in_one_line, size_words
from desktop_llm.ui.kind_words import kind_words
from desktop_llm.ui.sentences_hub import HUB_SENTENCES


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words for one error. `why` and `safe` may be empty."""

    title: str
    why: str
    safe: str
    next_step: str

    @property
    def line(self) -> str:
        """All in one line, for a banner or a terminal."""
        return in_one_line(self.title, self.why, self.next_step)


def sentence_for(error: AppError) -> Sentence:
    """The words for an error, with its values filled in."""
    values = _Values({name: _worded(name, value) for name, value in error.values.items() if value != ""})
    if error.values.get("kind") in set(Kind):
        values["kind_words"] = kind_words(Kind(str(error.values["kind"])))
    parts = (QCoreApplication.translate("sentences", text) if text else "" for text in _SENTENCES[error.code])
    title, why, safe, next_step = (part.format_map(values) for part in parts)
    return Sentence(title, "" if "\ufffc" in why else why, safe, next_step)


class _Values(dict[str, str]):
    """Leaves a mark where a value is missing, so that the part that needs it is dropped."""

    def __missing__(self, key: str) -> str:
        return QCoreApplication.translate("sentences", _FALLBACKS[key]) if key in _FALLBACKS else "\ufffc"


def _worded(name: str, value: Value) -> str:
    if name.endswith("_bytes") and isinstance(value, int | float):
        return size_words(value)
    if name in ("file", "moved_to"):
        return Path(str(value)).name or str(value)
    return str(value)


_N = QT_TRANSLATE_NOOP
_KEPT = str(_N("sentences", "Nothing was changed."))
_TEXT_KEPT = str(_N("sentences", "Your file was not changed."))
_ANSWER_KEPT = str(_N("sentences", "What was already written is kept."))
_ANOTHER = str(_N("sentences", "Choose another model."))
_AGAIN = str(_N("sentences", "Download or copy the model again, or choose another one."))
_TRY = str(_N("sentences", "Try again."))
_OTHER_TEXT = str(_N("sentences", "Choose another file."))

_FALLBACKS = {
    "file": str(_N("sentences", "the file")),
    "moved_to": str(_N("sentences", "a copy")),
    "entry": str(_N("sentences", "an entry")),
    "name": str(_N("sentences", "this model")),
    "option": str(_N("sentences", "an option")),
    "host": str(_N("sentences", "the hub")),
    "address": str(_N("sentences", "this")),
}

_SENTENCES: dict[ErrorCode, tuple[str, str, str, str]] = {
    ErrorCode.NOT_A_MODEL: (
        str(_N("sentences", "This folder does not hold a model.")),
        str(_N("sentences", "A model folder has a config.json and .safetensors files.")),
        _KEPT,
        str(_N("sentences", "Choose the folder that holds those files.")),
    ),
    ErrorCode.FOLDER_MISSING: (
        str(_N("sentences", "The model's folder is not there.")),
        str(_N("sentences", "It was moved, deleted, or its drive is not connected.")),
        _KEPT,
        str(_N("sentences", "Connect the drive, or open the folder from where it is now.")),
    ),
    ErrorCode.CONFIG_DAMAGED: (
        str(_N("sentences", "This model's description is damaged.")),
        str(_N("sentences", "{file} can not be read as a model's description.")),
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.WEIGHTS_MISSING: (
        str(_N("sentences", "This model's weights are missing.")),
        str(_N("sentences", "{file} is not in the folder.")),
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.WEIGHTS_INCOMPLETE: (
        str(_N("sentences", "A file of this model is incomplete.")),
        str(
            _N(
                "sentences",
                "{file} has {have_bytes} of {needed_bytes}: the download or copy stopped early.",
            )
        ),
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.WEIGHTS_DAMAGED: (
        str(_N("sentences", "A file of this model is damaged.")),
        str(_N("sentences", "{file} is not a valid model file.")),
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.WEIGHTS_PICKLED: (
        str(_N("sentences", "This model is in an old format that can run programs on your computer.")),
        str(_N("sentences", "{file} is not opened for that reason.")),
        _KEPT,
        str(_N("sentences", "Look for the same model with .safetensors files.")),
    ),
    ErrorCode.WEIGHTS_MISMATCH: (
        str(_N("sentences", "Parts of this model are missing or do not match its description.")),
        "",
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.UNSAFE_PATH: (
        str(_N("sentences", "This model's folder points to files outside of it.")),
        str(_N("sentences", "{entry} was not opened.")),
        _KEPT,
        str(_N("sentences", "Choose another model, or copy the real files into the folder.")),
    ),
    ErrorCode.TOKENIZER_MISSING: (
        str(_N("sentences", "This model's tokenizer is missing.")),
        str(_N("sentences", "Without tokenizer.json or its like, text can not be handed to the model.")),
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.TOKENIZER_DAMAGED: (
        str(_N("sentences", "This model's tokenizer is damaged.")),
        str(_N("sentences", "The part that splits text into pieces can not be read.")),
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.UNKNOWN_ARCHITECTURE: (
        str(_N("sentences", "This version does not know this type of model.")),
        str(_N("sentences", "Its type is {architecture}.")),
        _KEPT,
        _ANOTHER,
    ),
    ErrorCode.REMOTE_CODE: (
        str(_N("sentences", "This model asks to run its own program.")),
        str(_N("sentences", "Desktop LLM does not do that.")),
        _KEPT,
        _ANOTHER,
    ),
    ErrorCode.WRONG_KIND: (
        str(_N("sentences", "This model is not made for that.")),
        str(_N("sentences", "It is made for something else: {kind_words}.")),
        _KEPT,
        _ANOTHER,
    ),
    ErrorCode.TEMPLATE_DAMAGED: (
        str(_N("sentences", "This model's chat form does not work.")),
        str(_N("sentences", "The template that turns a conversation into text failed.")),
        _KEPT,
        str(_N("sentences", "Let it continue a text, or choose another model.")),
    ),
    ErrorCode.TOO_BIG: (
        str(_N("sentences", "This model does not fit in this computer's memory.")),
        str(_N("sentences", "It needs about {needed_bytes}; {free_bytes} are free.")),
        _KEPT,
        str(_N("sentences", "Close other programs, unload a model, or choose a smaller one.")),
    ),
    ErrorCode.NAME_TAKEN: (
        str(_N("sentences", "This name is taken.")),
        "",
        _KEPT,
        str(_N("sentences", "Choose another name.")),
    ),
    ErrorCode.UNKNOWN_MODEL: (
        str(_N("sentences", "There is no model called “{name}”.")),
        str(_N("sentences", "Did you mean {suggestion}?")),
        "",
        str(_N("sentences", "Give a name from the list of models, or the model's folder.")),
    ),
    ErrorCode.ARCHIVE_UNSAFE: (
        str(_N("sentences", "This archive was not opened: it is not safe.")),
        str(_N("sentences", "{entry} in it: {reason}.")),
        _KEPT,
        str(_N("sentences", "Get the model from somewhere else.")),
    ),
    ErrorCode.ARCHIVE_DAMAGED: (
        str(_N("sentences", "{file} is no whole zip archive.")),
        "",
        _KEPT,
        _AGAIN,
    ),
    ErrorCode.ADAPTER_NO_BASE: (
        str(_N("sentences", "The model that this add-on was made for is not in the list.")),
        str(_N("sentences", "It names {name}.")),
        _KEPT,
        str(_N("sentences", "Add that model first, then the add-on.")),
    ),
    ErrorCode.ADAPTER_UNKNOWN: (
        str(_N("sentences", "This version does not read add-ons of this kind.")),
        str(_N("sentences", "It is {reason}; LoRA is read.")),
        _KEPT,
        _ANOTHER,
    ),
    ErrorCode.COPY_DIFFERS: (
        str(_N("sentences", "{file} was not copied faithfully: the drive may be failing.")),
        "",
        str(_N("sentences", "Your models are where they were.")),
        str(_N("sentences", "Check the drive, or move to another one.")),
    ),
    ErrorCode.IN_USE: (
        str(_N("sentences", "This model is working just now.")),
        "",
        _KEPT,
        str(_N("sentences", "Stop its answer or training first.")),
    ),
    ErrorCode.TEXT_MISSING: (
        str(_N("sentences", "The file {file} is not there.")),
        "",
        "",
        _OTHER_TEXT,
    ),
    ErrorCode.TEXT_EMPTY: (
        str(_N("sentences", "There is nothing to learn from in {file}.")),
        str(_N("sentences", "It is empty or holds only blanks.")),
        _TEXT_KEPT,
        _OTHER_TEXT,
    ),
    ErrorCode.TEXT_BINARY: (
        str(_N("sentences", "{file} is not a text.")),
        str(_N("sentences", "It looks like {looks_like}.")),
        _TEXT_KEPT,
        str(_N("sentences", "Save it as plain text (.txt) and choose that file.")),
    ),
    ErrorCode.TEXT_ENCODING: (
        str(_N("sentences", "The letters of {file} can not be read without damage.")),
        "",
        _TEXT_KEPT,
        str(_N("sentences", "Save it as UTF-8 text and choose that file.")),
    ),
    ErrorCode.TEXT_TOO_SHORT: (
        str(_N("sentences", "This text is too short to learn from.")),
        str(_N("sentences", "It has {words} words; at least {minimum} are needed.")),
        _TEXT_KEPT,
        str(_N("sentences", "Add more text.")),
    ),
    ErrorCode.TEXT_TOO_LARGE: (
        str(_N("sentences", "{file} is too large for this version.")),
        str(_N("sentences", "It has {actual_bytes}; at most {limit_bytes} are read.")),
        _TEXT_KEPT,
        str(_N("sentences", "Choose a part of it.")),
    ),
    ErrorCode.TEXT_UNREADABLE: (
        str(_N("sentences", "{file} can not be opened.")),
        str(_N("sentences", "It may be locked, or not a file.")),
        _TEXT_KEPT,
        str(_N("sentences", "Check that you may read it, or choose another file.")),
    ),
    ErrorCode.TEXT_KIND_UNKNOWN: (
        str(_N("sentences", "This version does not read files like {file}.")),
        "",
        _TEXT_KEPT,
        str(_N("sentences", "Save it as plain text (.txt) and choose that file.")),
    ),
    ErrorCode.TEXT_DAMAGED: (
        str(_N("sentences", "{file} is damaged.")),
        str(_N("sentences", "It can not be read as what its name says it is.")),
        _TEXT_KEPT,
        str(_N("sentences", "Open it in its own program, save it again, and choose that file.")),
    ),
    ErrorCode.TEXT_LOCKED: (
        str(_N("sentences", "{file} is locked with a password.")),
        "",
        _TEXT_KEPT,
        str(_N("sentences", "Save a copy without the password and choose that file.")),
    ),
    ErrorCode.TEXT_SCANNED: (
        str(_N("sentences", "{file} holds pictures of pages, no text.")),
        str(_N("sentences", "It was scanned, and nobody has turned the pictures into letters yet.")),
        _TEXT_KEPT,
        str(_N("sentences", "Let a scanning program recognise its text (OCR), then choose that file.")),
    ),
    ErrorCode.TEXT_ARCHIVE_UNSAFE: (
        str(_N("sentences", "{file} was not unpacked.")),
        str(_N("sentences", "It holds far more than its size tells, or names that lead out of it.")),
        _TEXT_KEPT,
        str(_N("sentences", "Unpack it yourself where you trust it, and choose the files in it.")),
    ),
    ErrorCode.TEXT_TOO_SLOW: (
        str(_N("sentences", "Reading {file} took too long.")),
        "",
        _TEXT_KEPT,
        str(_N("sentences", "Choose a part of it, or save it as plain text.")),
    ),
    ErrorCode.TEXT_TOO_FEW: (
        str(_N("sentences", "These are too few examples to learn from.")),
        str(_N("sentences", "There are {examples}; at least {minimum} are needed.")),
        _TEXT_KEPT,
        str(_N("sentences", "Add more examples.")),
    ),
    ErrorCode.TEXT_NO_EXAMPLES: (
        str(_N("sentences", "No examples of this kind were found in your files.")),
        "",
        _TEXT_KEPT,
        str(_N("sentences", "Choose another kind, say which column is which, or add other files.")),
    ),
    ErrorCode.TEXT_LABELS: (
        str(_N("sentences", "The labels of these examples can not be learned.")),
        str(_N("sentences", "There are {labels} different ones; 2 to {limit} can be told apart.")),
        _TEXT_KEPT,
        str(_N("sentences", "Say which column holds the label, or choose another kind.")),
    ),
    ErrorCode.TEXT_PREFERENCE: (
        str(_N("sentences", "These are better and worse answers side by side.")),
        str(_N("sentences", "Learning from such pairs is for a later version.")),
        _TEXT_KEPT,
        str(_N("sentences", "Choose a file with the better answers alone.")),
    ),
    ErrorCode.RUN_NOT_FINISHED: (
        str(_N("sentences", "This folder holds no training that has saved anything.")),
        str(_N("sentences", "In “{folder}” there is neither a checkpoint nor a save.")),
        _KEPT,
        str(_N("sentences", "Run the line in “HOW TO RUN.txt” on the other computer first, or choose another folder.")),
    ),
    ErrorCode.OUT_OF_MEMORY: (
        str(_N("sentences", "The memory was not enough.")),
        str(_N("sentences", "About {needed_bytes} were needed; {free_bytes} were free.")),
        _ANSWER_KEPT,
        str(_N("sentences", "Close other programs, or choose a smaller model or a shorter text.")),
    ),
    ErrorCode.PROMPT_TOO_LONG: (
        str(_N("sentences", "This text is longer than the model can read at once.")),
        str(_N("sentences", "It has {tokens} tokens; the model reads {context} at once.")),
        str(_N("sentences", "Your text is still in the message box.")),
        str(_N("sentences", "Shorten it, or choose a model that reads more.")),
    ),
    ErrorCode.DEVICE_MISSING: (
        str(_N("sentences", "The chosen device is not there.")),
        str(_N("sentences", "{device} was not found on this computer.")),
        _KEPT,
        str(_N("sentences", "Choose “Automatic” under Settings, Device.")),
    ),
    ErrorCode.LLAMA_CPP_MISSING: (
        str(_N("sentences", "This computer can not open GGUF files yet.")),
        str(_N("sentences", "The program that reads them, llama.cpp, is not there for this system.")),
        _KEPT,
        str(_N("sentences", "Choose the same model as a folder with .safetensors files.")),
    ),
    ErrorCode.CONVERT_UNSUPPORTED: (
        str(_N("sentences", "This model can not be exported yet.")),
        str(_N("sentences", "Its kind, or the way it cuts texts into pieces, is not one that is written as GGUF.")),
        _KEPT,
        str(_N("sentences", "Programs that open .safetensors folders can use it as it is.")),
    ),
    ErrorCode.FOLDER_ONLY: (
        str(_N("sentences", "This can not be done with a GGUF file.")),
        str(_N("sentences", "Such a file is made for chatting: its numbers were rounded, and parts are left out.")),
        _KEPT,
        str(_N("sentences", "Choose the same model as a folder with .safetensors files.")),
    ),
    ErrorCode.PRECISION_UNAVAILABLE: (
        str(_N("sentences", "This precision is not available in this version.")),
        str(_N("sentences", "{precision} was asked for.")),
        _KEPT,
        str(_N("sentences", "Choose automatic, fp32, bf16 or fp16.")),
    ),
    ErrorCode.LOSS_NOT_FINITE: (
        str(_N("sentences", "The training lost its way.")),
        str(_N("sentences", "Its error grew beyond all numbers, so it was stopped.")),
        str(_N("sentences", "The last good state is kept.")),
        str(_N("sentences", "Try again with a smaller learning rate under More.")),
    ),
    ErrorCode.ENGINE_DIED: (
        str(_N("sentences", "The model stopped unexpectedly.")),
        str(_N("sentences", "Its process ended, most often for lack of memory.")),
        _ANSWER_KEPT,
        _TRY,
    ),
    ErrorCode.ENGINE_HANGS: (
        str(_N("sentences", "The model does not answer any more.")),
        str(_N("sentences", "It was ended.")),
        _ANSWER_KEPT,
        _TRY,
    ),
    ErrorCode.ENGINE_PROTOCOL: (
        str(_N("sentences", "The window and the engine do not understand each other.")),
        str(_N("sentences", "They are from different versions.")),
        _KEPT,
        str(_N("sentences", "Install the application again.")),
    ),
    ErrorCode.ENGINE_CRASH_LOOP: (
        str(_N("sentences", "This model stopped three times within a minute.")),
        "",
        str(_N("sentences", "Your conversations are safe.")),
        str(_N("sentences", "Wait a minute, or choose another model.")),
    ),
    ErrorCode.BAD_OPTION: (
        str(_N("sentences", "{option} has a value that is not possible.")),
        str(_N("sentences", "It may be {bounds}.")),
        _KEPT,
        str(_N("sentences", "Correct it and try again.")),
    ),
    ErrorCode.DISK_FULL: (
        str(_N("sentences", "The disk is full.")),
        str(_N("sentences", "{free_bytes} are free.")),
        str(_N("sentences", "What was saved before is safe.")),
        str(_N("sentences", "Free some space, then try again.")),
    ),
    ErrorCode.DISK_UNWRITABLE: (
        str(_N("sentences", "This place can not be written to.")),
        str(_N("sentences", "{file} could not be written.")),
        str(_N("sentences", "What was saved before is safe.")),
        str(_N("sentences", "Choose another folder, or check your rights to it.")),
    ),
    ErrorCode.STORE_DAMAGED: (
        str(_N("sentences", "The file with your conversations was damaged.")),
        str(_N("sentences", "It was put aside as {moved_to}.")),
        str(_N("sentences", "Nothing was overwritten; the newest good copy was opened.")),
        str(_N("sentences", "Go on; keep the file that was put aside if you miss something.")),
    ),
    ErrorCode.STORE_NEWER: (
        str(_N("sentences", "Your conversations were written by a newer version.")),
        "",
        _KEPT,
        str(_N("sentences", "Install the newer version again.")),
    ),
    ErrorCode.STORE_LOCKED: (
        str(_N("sentences", "Desktop LLM is already open.")),
        str(_N("sentences", "This window can only read.")),
        _KEPT,
        str(_N("sentences", "Use the other window, or close it first.")),
    ),
    ErrorCode.SETTINGS_DAMAGED: (
        str(_N("sentences", "Some settings could not be read.")),
        str(_N("sentences", "They are back to what they were at first: {fields}.")),
        str(_N("sentences", "Your models and conversations are safe.")),
        str(_N("sentences", "Set them again under Settings.")),
    ),
    ErrorCode.BUG: (
        str(_N("sentences", "Something went wrong that should not.")),
        str(_N("sentences", "This is a fault of the application.")),
        str(_N("sentences", "Your work is saved.")),
        str(_N("sentences", "Try again; if it comes back, copy the details and report them.")),
    ),
}
_SENTENCES.update(HUB_SENTENCES)
