"""Ballot papers: how they look in private, and what somebody wrote on one."""
