"""Texts that are neither Japanese nor English are recognised by their function words."""

import pytest

from shoroku.analyzers import joined_terms
from shoroku.analyzers.languages import is_chinese, is_other_than_english


@pytest.mark.parametrize(
    "text",
    [
        "Nous présentons une méthode pour la mesure des courants dans les baies.",
        "Die Messung der Strömung in einer Bucht wird mit einem neuen Gerät beschrieben.",
        "Se describe la medición de las corrientes en una bahía con un nuevo aparato.",
        "Descreve-se a medição das correntes em uma baía com um novo aparelho.",
        "Si descrive la misura delle correnti in una baia con un nuovo strumento.",
        "De meting van het getij in een baai wordt met een nieuw toestel beschreven.",
        "Pengukuran arus dalam teluk ini dilakukan dengan alat yang baru.",
        "Измерение течений в заливе проводилось с помощью нового прибора и описано.",
        "La traduction automatique des langues",
    ],
)
def test_other_languages(text: str) -> None:
    """French, German, Spanish, Portuguese, Italian, Dutch, Indonesian and Russian are told from English."""
    assert is_other_than_english(joined_terms(text))


@pytest.mark.parametrize(
    "text",
    [
        "We measure the currents of a bay with a new device, and describe the results.",
        "The phrase la vie en rose in songs of the twentieth century",
        "A survey of van der Waals forces in the crystals of de Broglie",
        "Tsunami",
        "Gion no Matsuri",
        "Urashima no Ko to Kame",
        "BERT, ELMo, GPT",
        "",
    ],
)
def test_english_and_names(text: str) -> None:
    """English that quotes another language, names, and Japanese in Latin letters are not another language."""
    assert not is_other_than_english(joined_terms(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们测量了海湾的水流，并且介绍了一种新的设备。", True),
        ("基于深度学习的图像识别方法", True),
        ("湾内の潮流を新しい装置で測定した。", False),
        ("科学的研究の目的と方法", False),
        ("京都帝国大学総長就任式次第", False),
        ("東京湾潮流測定報告", False),
    ],
)
def test_chinese(text: str, expected: bool) -> None:
    """Chinese is told from Japanese, also where that is all in kanji."""
    assert is_chinese(joined_terms(text)) == expected
