"""Payloads of the outbox: letters to chats, jobs for the board, and letters kept for people who blocked the bot."""

from desk.outbox.jobs import Do
from desk.outbox.letters import (
    Args,
    Button,
    Erase,
    Letter,
    Menu,
    React,
    Relay,
    ReportReady,
    Say,
    Show,
    Slot,
    make_press,
)
from desk.outbox.report_jobs import queue_report, queue_reports
