import { mayMatch } from "../../../domain/rules/other-hosts.ts";

const hostnames = ["ha.example.com", "nas.example.com"];

test.each([
  "ip.src eq 203.0.113.7",
  'http.host eq "ha.example.com"',
  'http.host eq "HA.Example.com"',
  'http.host eq "ha.example.com."',
  'http.host eq "nas.example.com:443"',
  'http.host eq "nas.example.com.:443"',
  '(lower(http.host) == "nas.example.com" and ssl)',
  'http.host in {"www.example.com" "ha.example.com"}',
  'http.host eq "www.example.com" or ssl',
  '(http.host eq "www.example.com" || ssl)',
  'http.host eq "www.example.com" xor ssl',
  '(http.host eq "www.example.com") or (ssl and ip.src eq 192.0.2.1)',
  '(http.host eq "www.example.com" or ssl) and http.request.method eq "GET"',
  'not http.host eq "www.example.com"',
  'http.host ne "www.example.com"',
  '!(http.host in {"www.example.com"})',
  'http.host contains "example"',
  "http.host in $hosts",
  'x.http.host eq "www.example.com"',
  'len(http.host) eq 3 and http.user_agent eq "www.example.com"',
  'http.host eq r"www.example.com"',
  'http.host eq "\\x68a.example.com"',
  // A test inside a string is no test.
  'http.user_agent contains "http.host eq " and http.referer contains " and "',
])("may match one of our hostnames: %s", (expression) => {
  expect(mayMatch(expression, hostnames)).toBe(true);
});

test.each([
  'http.host eq "www.example.com"',
  '(lower(http.host) eq "www.example.com" and ssl)',
  'ssl and http.host eq "www.example.com"',
  'http.host in {"www.example.com" "blog.example.com"}',
  '(http.host eq "www.example.com") or (http.host eq "blog.example.com" and ssl)',
  '(ssl and (http.host eq "www.example.com" or http.host == "blog.example.com"))',
  'http.host eq "www.example.com" and http.user_agent contains " or not "',
  'http.host eq "xha.example.com"',
])("is about other hosts only: %s", (expression) => {
  expect(mayMatch(expression, hostnames)).toBe(false);
});
