"""What is put into the outbox: letters to chats, jobs for the board, what waits for who blocked the bot."""

from desk.outbox.board_jobs import Do
from desk.outbox.letters import Args, Button, Erase, Letter, Menu, React, Relay, ReportReady, Say, Show
from desk.outbox.report_jobs import queue_report
from desk.outbox.slots import Slot
