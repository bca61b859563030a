"""Adapters: one package a platform, beside what they share: what comes in, the commands, the documents that go out."""
