"""Every random choice is keyed, so that any epoch can be drawn again alone."""

import hashlib

import torch


def keyed_generator(
    device: torch.device, seed: int, purpose: str, epoch: int = 0
) -> torch.Generator:
    """A generator that depends on (seed, purpose, epoch) and on nothing drawn before."""
    text = f"{seed} {purpose} {epoch}".encode()
    digest = hashlib.blake2b(text, digest_size=8).digest()
    key = int.from_bytes(digest, "little") >> 1
    return torch.Generator(device).manual_seed(key)
