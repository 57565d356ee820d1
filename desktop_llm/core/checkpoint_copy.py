"""A checkpoint as a folder for elsewhere: the files any program of the field reads, with the card beside them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.files import disk_error, sync_folder, temporary_path
from desktop_llm.core.files import replace as replace_path


def copy_checkpoint(source: Path, target: Path) -> Path:
    """Copy a checkpoint's folder (Hugging Face layout) to `target`, whole or not at all; gives `target` back.

    Links are followed, so that the copy stands alone; subfolders (the state of an unfinished run) stay behind.

    Raises:
        AppError: FOLDER_MISSING, NAME_TAKEN, DISK_FULL, DISK_UNWRITABLE.
    """
    if not source.is_dir():
        raise AppError(ErrorCode.FOLDER_MISSING, f"{source} is not there", folder=str(source))
    if os.path.lexists(target):
        raise AppError(ErrorCode.NAME_TAKEN, str(target), file=target.name, name=target.name)
    temporary = temporary_path(target)
    try:
        temporary.mkdir(parents=True)
        for path in sorted(source.iterdir()):
            if path.is_file():
                shutil.copyfile(path, temporary / path.name)
        replace_path(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_error(error, target) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target
