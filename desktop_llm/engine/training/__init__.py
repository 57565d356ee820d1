"""Training: a job -> a checkpoint, and a probe of what it will cost. The doors are `train` and `probe`."""

from desktop_llm.engine.training.probe import probe
from desktop_llm.engine.training.train import train

__all__ = ["probe", "train"]
