"""Moves a person and their projects from the Anthropic API to Alibaba Cloud Model Studio."""

__version__ = "0.1.0"
