"""The tour: the real window drives itself through the main job, by mouse and keys on its own controls."""
