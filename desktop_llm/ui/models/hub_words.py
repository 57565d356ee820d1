"""Words for what the hub says: files, variants, languages, the list that ships, and how a download stands."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_llm.core.downloads import Download, DownloadState
from desktop_llm.core.hub import FileKind, HubModel, Variant
from desktop_llm.ui.figures import about_duration_words, in_one_line, size_words
from desktop_llm.ui.sentences import sentence_for

_N = QT_TRANSLATE_NOOP
_SENTENCES = (
    _N("recommended", "A first try: quick on any computer, and small enough to be taught in minutes."),
    _N("recommended", "Tiny and in many languages; made to be taught one narrow task."),
    _N("recommended", "Short answers, summaries and rewriting in English on a modest laptop."),
    _N("recommended", "A good all-rounder for its size, in some hundred languages; can think before it answers."),
    _N("recommended", "Friendly, fluent answers for everyday questions."),
    _N("recommended", "Summaries, rewriting and following instructions in eight languages."),
    _N("recommended", "Open to the last detail: its training texts are published too."),
    _N("recommended", "Solid English for summaries, letters and simple questions."),
    _N("recommended", "Clearly better at questions and sums than the smaller ones, in many languages."),
    _N("recommended", "Made for work: summaries, sorting and questions about your documents."),
    _N("recommended", "Strong for its size in six European languages; open data and recipe."),
    _N("recommended", "Good at sums, code and careful reasoning."),
    _N("recommended", "The best answers of this list; wants a computer with 16 GB or more."),
)


def _t(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def recommended_words(sentence: str) -> str:
    """What a model of the list is good at, in the window's language."""
    return QCoreApplication.translate("recommended", sentence)


def variant_words(variant: Variant) -> tuple[str, str]:
    """What a set of files is, and what that means."""
    size = size_words(variant.size_bytes)
    if variant.kind is FileKind.WEIGHTS:
        return _t("hub", "The original, {size}").format(size=size), _t("hub", "To chat and to train.")
    if variant.kind is FileKind.PICKLED:
        return _t("hub", "Old format, {size}").format(size=size), _t(
            "hub", "It can run programs, so it is not fetched."
        )
    digits = [letter for letter in variant.precision.partition("_")[0] if letter.isdigit()]
    bits = digits[-1] if digits and variant.precision.upper() not in ("F16", "F32", "BF16") else ""
    if not bits:
        return _t("hub", "One file, {size}").format(size=size), _t("hub", "To chat. Not made smaller.")
    quality = (
        _t("hub", "answers suffer")
        if bits in "123"
        else _t("hub", "good for most")
        if bits in "45"
        else _t("hub", "nearly as good")
    )
    second = _t("hub", "To chat. {quality}; its makers call it {name}.").format(quality=quality, name=variant.precision)
    return _t("hub", "Made smaller, {bits}-bit, {size}").format(bits=bits, size=size), second


def files_words(model: HubModel, variant: Variant) -> str:
    """Which of its files are taken and why not the others."""
    left = len(model.files) - len(variant.files)
    taken = _t("hub", "{count} of {all} files are fetched: weights, tokenizer, settings, licence.").format(
        count=len(variant.files), all=len(model.files)
    )
    if not left:
        return taken
    kinds = {file.kind for file in model.files if file not in variant.files}
    reasons = [
        words
        for kind, words in (
            (FileKind.QUANTISED, _t("hub", "other sizes of the same model")),
            (FileKind.WEIGHTS, _t("hub", "the same weights again")),
            (FileKind.PICKLED, _t("hub", "an old format that can run programs")),
            (FileKind.OTHER_FORMAT, _t("hub", "copies for other programs")),
            (FileKind.CODE, _t("hub", "programs, which are never run here")),
            (FileKind.REST, _t("hub", "pictures and other extras")),
        )
        if kind in kinds
    ]
    return in_one_line(
        taken, _t("hub", "Left on the hub: {kinds}.").format(kinds=", ".join(reasons)) if reasons else ""
    )


def state_words(download: Download) -> str:
    """How a download stands, in one line."""
    done, whole = size_words(download.done_bytes), size_words(download.plan.size_bytes)
    amount = _t("hub", "{done} of {whole}").format(done=done, whole=whole)
    if download.state is DownloadState.DONE:
        return _t("hub", "Here, {whole}, every file checked").format(whole=whole)
    if download.state is DownloadState.PAUSED:
        return _t("hub", "Paused at {amount}").format(amount=amount)
    if download.state is DownloadState.WAITING:
        return _t("hub", "Waits for its turn, {whole}").format(whole=whole)
    if download.state is DownloadState.FAILED:
        error = download.error()
        return sentence_for(error).line if error is not None else _t("hub", "Stopped")
    if download.waits_s:
        return _t("hub", "{amount}. The connection was cut; it tries again in a moment").format(amount=amount)
    if download.bytes_per_second <= 0:
        return _t("hub", "{amount}. Measuring…").format(amount=amount)
    speed = _t("hub", "{size} a second").format(size=size_words(download.bytes_per_second))
    return f"{amount}, {speed}"


def left_words(download: Download) -> str:
    """The time left, or what stands in its place."""
    if download.state is DownloadState.RUNNING and download.remaining_s is not None and not download.waits_s:
        return about_duration_words(download.remaining_s)
    return {
        DownloadState.PAUSED: _t("hub", "Paused"),
        DownloadState.FAILED: _t("hub", "Stopped"),
        DownloadState.DONE: _t("hub", "Done"),
        DownloadState.WAITING: _t("hub", "Waiting"),
    }.get(download.state, _t("hub", "Downloading"))
