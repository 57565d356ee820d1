"""Model hub and downloads: asyncio, no torch, no widgets. Nothing here opens a connection unless a person asked."""
