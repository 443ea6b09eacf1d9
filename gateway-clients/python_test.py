"""The gateway, used with nothing but Python's standard library."""

import http.client
import json
import os
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

GATEWAY = os.environ["GATEWAY_URL"]
KEY = os.environ["GATEWAY_KEY"]
CONTROL = os.environ["CONTROL_URL"]


def control(method, path, body=None):
    request = urllib.request.Request(
        f"{CONTROL}/providers/{path}", method=method, data=None if body is None else json.dumps(body).encode()
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.load(response)


def ask(key=KEY, **fields):
    body = {"model": "default", "messages": [{"role": "user", "content": "hello"}], **fields}
    return urllib.request.Request(
        f"{GATEWAY}/chat/completions",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
    )


def events(response):
    """The data of each event, as it arrives."""
    for line in response:
        if line.startswith(b"data: "):
            yield line[6:].strip().decode()


class GatewayTest(unittest.TestCase):
    def setUp(self):
        for provider in ("first", "second", "third"):
            control("POST", f"{provider}/heal")
            control("DELETE", f"{provider}/requests")
            control("POST", f"{provider}/answers", {"text": f"Hello from the {provider}.", "usage": {"input": 11, "output": 7}})

    def until_released(self, provider):
        for _ in range(1000):
            if control("GET", provider)["openExchanges"] == 0:
                return
            time.sleep(0.01)
        self.fail(f"{provider} still answers a request that its client has left")

    def test_call(self):
        with urllib.request.urlopen(ask(), timeout=20) as response:
            answer = json.load(response)
            self.assertEqual(response.headers["x-llm-failover-provider"], "first")
        self.assertEqual(answer["choices"][0]["message"]["content"], "Hello from the first.")
        self.assertEqual(answer["usage"]["total_tokens"], 18)

    def test_stream(self):
        with urllib.request.urlopen(ask(stream=True, stream_options={"include_usage": True}), timeout=20) as response:
            self.assertTrue(response.headers["content-type"].startswith("text/event-stream"))
            told = list(events(response))
        self.assertEqual(told.pop(), "[DONE]")
        chunks = [json.loads(each) for each in told]
        text = "".join(c["delta"].get("content") or "" for chunk in chunks for c in chunk["choices"])
        self.assertEqual(text, "Hello from the first.")
        self.assertEqual(chunks[-1]["usage"]["completion_tokens"], 7)

    def test_stream_that_another_provider_carries_on(self):
        control("POST", "first/next", {"behavior": "resetAfterTokens", "tokens": 2})
        with urllib.request.urlopen(ask(stream=True), timeout=20) as response:
            chunks = [json.loads(each) for each in events(response) if each != "[DONE]"]
        text = "".join(c["delta"].get("content") or "" for chunk in chunks for c in chunk["choices"])
        self.assertEqual(text, "Hello from the second.")

    def test_stream_that_breaks_for_good_has_an_error_and_no_end(self):
        control("POST", "first/always", {"behavior": "resetAfterTokens", "tokens": 2})
        request = ask(stream=True)
        request.add_header("x-llm-failover-on-interruption", "fail")
        with urllib.request.urlopen(request, timeout=20) as response:
            told = list(events(response))
        self.assertEqual(json.loads(told[-1])["error"]["code"], "stream_interrupted")
        self.assertNotIn("[DONE]", told)

    def test_connection_that_is_closed_in_the_middle_releases_the_provider(self):
        control("POST", "first/next", {"behavior": "hangAfterTokens", "tokens": 1})
        request = ask(stream=True)
        at = urllib.parse.urlsplit(GATEWAY)
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=20)
        connection.request("POST", f"{at.path}/chat/completions", request.data, dict(request.header_items()))
        response = connection.getresponse()
        for data in events(response):
            if json.loads(data)["choices"][0]["delta"].get("content"):
                break
        response.close()
        connection.close()
        self.until_released("first")

    def test_requests_one_after_the_other_over_one_connection(self):
        at = urllib.parse.urlsplit(GATEWAY)
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=20)
        connection.connect()
        socket = connection.sock
        for stream in (False, True, False, True):
            request = ask(stream=stream)
            connection.request("POST", f"{at.path}/chat/completions", request.data, dict(request.header_items()))
            response = connection.getresponse()
            self.assertEqual(response.status, 200)
            self.assertIn(b"first", response.read())
            self.assertIs(connection.sock, socket)
        connection.close()

    def test_errors_have_their_status_and_code(self):
        for behavior, status, code in (
            ("contextTooLong", 400, "context_length_exceeded"),
            ("contentFiltered", 400, "content_policy_violation"),
            ("overloaded", 503, "all_providers_failed"),
        ):
            control("POST", "first/always", {"behavior": behavior})
            control("POST", "second/always", {"behavior": behavior})
            self.assert_fails(ask(), status, code)
        self.assert_fails(ask(key="not-a-key"), 401, "invalid_api_key")

    def assert_fails(self, request, status, code):
        with self.assertRaises(urllib.error.HTTPError) as failure:
            urllib.request.urlopen(request, timeout=20)
        with failure.exception as error:
            self.assertEqual(error.code, status)
            self.assertEqual(json.load(error)["error"]["code"], code)


if __name__ == "__main__":
    unittest.main()
