from migrator.catalog.errors import errors


def test_the_errors_of_the_page() -> None:
    assert [(error.status, error.type) for error in errors()] == [
        (400, "invalid_request_error"),
        (400, "Arrearage"),
        (403, "authentication_error"),
        (404, "not_found_error"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (529, "overloaded_error"),
    ]


def test_a_bad_key_is_not_an_authentication_error_of_the_sdk() -> None:
    (bad_key,) = [error for error in errors() if error.type == "authentication_error"]
    assert bad_key.sdk_class == "PermissionDeniedError"


def test_what_is_retried() -> None:
    assert {error.status for error in errors() if error.retried} == {429, 500, 529}


def test_each_says_why_and_what_to_do() -> None:
    assert all(error.cause.endswith(".") and error.remedy.endswith(".") for error in errors())
