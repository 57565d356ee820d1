"""What is put around the frozen program: installers for Linux, Windows and macOS. `packaging/build.py` asks them."""
