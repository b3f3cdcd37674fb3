"""Changing one's password: words of our own, a way back, and it is changed."""

from tests.cast import Cast

PAGE = "/accounts/password/change/"
NEW = "a-mill-by-the-weir-9"


def test_it_changes_the_password_and_leads_back(cast: Cast, browse) -> None:
    person = cast.ours.reviewer
    person.set_password("the-old-one-of-ida-7")
    person.save()
    browser = browse(person)
    shown = browser.get(PAGE).content.decode()
    assert "New password, again" in shown and "Change Password" not in shown
    assert '<a class="btn wide" href="/">Back</a>' in shown

    wrong = browser.post(PAGE, {"oldpassword": "no", "password1": NEW, "password2": NEW}).content.decode()
    assert 'class="error"' in wrong and 'aria-invalid="true"' in wrong

    answers = {"oldpassword": "the-old-one-of-ida-7", "password1": NEW, "password2": NEW}
    assert browser.post(PAGE, answers).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
