"""Forms for tests, written as the Markdown tables they are read from."""

from __future__ import annotations

from questionnaires.model import Questionnaire
from questionnaires.xlsform import read

CHOICES = """
| choices |
|         | list_name | name    | label      |
|         | cokhong   | co      | Có         |
|         | cokhong   | khong   | Không      |
|         | muc       | 1       | Kém        |
|         | muc       | 2       | Trung bình |
|         | muc       | 3       | Tốt        |
|         | dichvu    | dat     | Đất đai    |
|         | dichvu    | thue    | Thuế       |
|         | dichvu    | xd      | Xây dựng   |
|         | dichvu    | ho_tich | Hộ tịch    |
|         | dichvu    | khac    | Khác       |
"""


def questionnaire(tables: str, choices: str = CHOICES) -> Questionnaire:
    """The form of these tables; with the lists cokhong, muc and dichvu unless told otherwise."""
    return read((tables + choices).encode(), "phieu.md")
