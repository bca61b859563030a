"""Adapters: one package a platform, beside what they share: what comes in, the command table, the documents that go out."""
