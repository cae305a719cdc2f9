"""The models that read photos: those in the wheel of ``rapidocr`` (PP-OCR, Apache-2.0), loaded once in a process.

Only the model files of that package are used, never its code, which could download others.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from tiao.errors import Unreadable

EXTRA = "Install what reads photos: pip install 'tiao[ocr]'"
# Those that may compute, best first; the processor always can.
PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
NEEDED = ("onnxruntime", "cv2", "PIL", "rapidocr")
_lock = Lock()


@dataclass(frozen=True)
class Models:
    """Sessions, of use from several threads at once.

    Attributes:
        detect: finds text. Takes float32 (1, 3, H, W), gives the chance of text at each pixel, (1, 1, H, W).
        recognise: reads one line. Takes float32 (n, 3, 48, W), gives chances (n, steps, characters).
        turned: whether a line stands on its head. Takes float32 (n, 3, 48, 192), gives (n, 2): upright, turned.
        characters: what each place of ``recognise`` stands for; place 0 is nothing.
    """

    detect: Any
    recognise: Any
    turned: Any
    characters: tuple[str, ...]


def missing() -> list[str]:
    """The packages that are not installed without which no photo can be read."""
    return [name for name in NEEDED if not _is_there(name)]


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ValueError:
        # It is in the middle of being loaded, by another thread.
        return True


@cache
def paths() -> dict[str, Path]:
    """Where the model files are: ``det``, ``rec`` and ``cls``.

    Raises:
        Unreadable: a package or a model is not there.
    """
    gone = missing()
    if gone:
        raise Unreadable("Photos are read by an extra that is not installed.", "", EXTRA)
    spec = importlib.util.find_spec("rapidocr")
    folder = Path((spec.submodule_search_locations or [""])[0] if spec else "") / "models"
    found = {}
    for part in ("det", "rec", "cls"):
        files = sorted(folder.glob(f"*_{part}_*.onnx"))
        if not files:
            raise Unreadable("The models that read photos are not in the installed package.", "", EXTRA)
        found[part] = files[0]
    return found


@cache
def digest() -> str:
    """SHA-256 over the model files, shortened: which models read the photos. Empty where none are installed."""
    try:
        files = paths()
    except Unreadable:
        return ""
    whole = hashlib.sha256()
    for part in sorted(files):
        with files[part].open("rb", buffering=0) as file:
            # In pieces that fit a core's own cache: each run asks for this, whether it has photos or not.
            while piece := file.read(1 << 18):
                whole.update(piece)
    return whole.hexdigest()[:16]


def _runtime() -> Any:
    """The library that computes, with its telemetry off: it would write to the temporary folder and call its maker."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


def provider() -> str:
    """What computes: a graphics card where onnxruntime finds one, else the processor."""
    there = _runtime().get_available_providers()
    return next(name for name in PROVIDERS if name in there)


def models() -> Models:
    """The models, loaded at the first call.

    Raises:
        Unreadable: they are not installed.
    """
    with _lock:
        return _loaded()


@cache
def _loaded() -> Models:
    onnxruntime = _runtime()
    files = paths()
    options = onnxruntime.SessionOptions()
    # One thread a run: sums of floats depend on how they are divided, and must not depend on the machine. Photos and
    # lines are what is read side by side.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Without it memory grows with the largest photo so far and is never given back.
    options.enable_cpu_mem_arena = False
    chosen = list(dict.fromkeys([provider(), PROVIDERS[-1]]))
    opened = {part: onnxruntime.InferenceSession(str(path), options, providers=chosen) for part, path in files.items()}
    known = opened["rec"].get_modelmeta().custom_metadata_map["character"].splitlines()
    return Models(opened["det"], opened["rec"], opened["cls"], ("", *known, " "))
