"""The site in other languages than English, as a browser asks for them and as a visitor chooses."""

from playwright.sync_api import expect


def speak(page, language) -> None:
    page.set_extra_http_headers({"Accept-Language": language})


def test_a_vote_is_cast_in_german(site, page):
    speak(page, "de-CH,de;q=0.9")
    page.goto(site)
    page.locator(".hero__act button").click()
    page.wait_for_url("**/matches/*/")
    expect(page.get_by_role("button", name="Beide schlecht")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Deine Stimme")).to_be_focused()


def test_the_switch_changes_the_page_one_is_on_and_all_that_follow(site, page):
    page.goto(f"{site}/models/?sort=name")
    page.get_by_role("button", name="Français").click()
    page.wait_for_url("**/models/?sort=name")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Français")).to_have_attribute("aria-current", "true")
    page.goto(f"{site}/leaderboard/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Classement")
