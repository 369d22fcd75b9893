#include "cli/logs/log_parser.h"

#include <cppunit/extensions/HelperMacros.h>

#include <functional>
#include <string>
#include <vector>

#include "unit/allocation_counter.h"

namespace errwatch::cli {
namespace {

struct Sample {
  const char* line;
  const char* level;  // empty = none
  const char* module;
  const char* client;
  const char* time;
  const char* message;
};

// Every ErrorLogFormat in common use; messages as httpd prints them.
const std::vector<Sample> kForms = {
    // httpd 2.2
    {"[Wed Jul 17 22:32:48 2013] [error] [client 192.0.2.4] user eve not found: /basic/", "error", "",
     "192.0.2.4", "Wed Jul 17 22:32:48 2013", "user eve not found: /basic/"},
    {"[Sun Jan  2 23:48:19 2005] [error] [client 192.0.2.4] (36)File name too long: access to /aaa failed",
     "error", "", "192.0.2.4", "Sun Jan  2 23:48:19 2005", "(36)File name too long: access to /aaa failed"},
    {"[Thu Jul 11 01:21:44 2013] [error] [client 2001:db8::80da:1234] user a not found: /", "error", "",
     "2001:db8::80da:1234", "Thu Jul 11 01:21:44 2013", "user a not found: /"},
    {"[Thu Jul 11 01:21:44 2013] [error] [client 2001:db8::80] user a not found: /", "error", "",
     "2001:db8::80", "Thu Jul 11 01:21:44 2013", "user a not found: /"},
    // httpd 2.4
    {"[Mon May 26 01:54:43.739790 2025] [core:info] [pid 138204] [client 192.0.2.4:58814] AH00128: File does "
     "not exist: /x",
     "info", "core", "192.0.2.4", "Mon May 26 01:54:43.739790 2025", "AH00128: File does not exist: /x"},
    {"[Mon May 26 01:54:43.739790 2025] [core:info] [pid 8:tid 139] [client ::1:52027] AH00128: x", "info",
     "core", "::1", "Mon May 26 01:54:43.739790 2025", "AH00128: x"},
    {"[Mon May 26 01:54:43.7 2025] [core:info] [pid 8:tid 139] [client 2001:db8::80:80] AH00128: x", "info",
     "core", "2001:db8::80", "Mon May 26 01:54:43.7 2025", "AH00128: x"},
    {"[Sat Jul 20 22:11:44.1 2013] [core:info] [pid 1] [client [2001:db8::1]:51548] AH00128: x", "info",
     "core", "2001:db8::1", "Sat Jul 20 22:11:44.1 2013", "AH00128: x"},
    {"[Sat Jul 20 22:11:44.1 2013] [core:info] [pid 1] [client fe80::1%eth0:51548] AH00128: x", "info",
     "core", "fe80::1%eth0", "Sat Jul 20 22:11:44.1 2013", "AH00128: x"},
    {"[Sat Jul 20 22:11:44.1 2013] [core:info] [pid 1] [client ::ffff:192.0.2.4:51548] AH00128: x", "info",
     "core", "::ffff:192.0.2.4", "Sat Jul 20 22:11:44.1 2013", "AH00128: x"},
    {"[Tue Jan 14 09:48:01.6 2014] [core:error] [pid 1:tid 2] (20024)The given path is misformatted: [client "
     "192.0.2.4:1] "
     "AH00127: Cannot map GET /a HTTP/1.1 to file",
     "error", "core", "192.0.2.4", "Tue Jan 14 09:48:01.6 2014",
     "AH00127: Cannot map GET /a HTTP/1.1 to file"},
    {"[Thu Jul 22 08:19:23.6 2021] [proxy_http:error] [pid 1] (-102)Unknown error -102: [client 192.0.2.4:1] "
     "AH01095: prefetch",
     "error", "proxy_http", "192.0.2.4", "Thu Jul 22 08:19:23.6 2021", "AH01095: prefetch"},
    {"[Thu Jul 22 08:19:23.6 2021] [proxy:error] [pid 1:tid 2] (EAI 2)Name or service not known: [client "
     "192.0.2.4:1] AH00898: DNS lookup failure",
     "error", "proxy", "192.0.2.4", "Thu Jul 22 08:19:23.6 2021", "AH00898: DNS lookup failure"},
    {"[Fri Sep 09 10:42:29.9 2011] [core:error] [pid 1] (13)Permission denied [client 192.0.2.4] File does "
     "not exist: /f",
     "error", "core", "192.0.2.4", "Fri Sep 09 10:42:29.9 2011", "File does not exist: /f"},
    {"[Fri Feb 11 06:50:00.5 2022] [proxy:error] [pid 1:tid 2] (111)Connection refused: AH00957: HTTP: "
     "attempt",
     "error", "proxy", "", "Fri Feb 11 06:50:00.5 2022", "AH00957: HTTP: attempt"},
    {"[2020-08-13 22:08:15.384580] [error] [pid 3492] mod_cgid.c(1077): [client 192.0.2.4:3920] AH01264: "
     "script",
     "error", "", "192.0.2.4", "2020-08-13 22:08:15.384580", "AH01264: script"},
    {"[Thu May 18 13:05:23.3 2017] [ssl:debug] [pid 1] ssl_engine_kernel.c(2235): [client 192.0.2.4:9] "
     "AH02041: Protocol",
     "debug", "ssl", "192.0.2.4", "Thu May 18 13:05:23.3 2017", "AH02041: Protocol"},
    {"[Mon Jan 30 20:31:23.8 2017] [:error] [pid 4192] [client 192.0.2.4:34584] PHP Notice:  x", "error", "",
     "192.0.2.4", "Mon Jan 30 20:31:23.8 2017", "PHP Notice:  x"},
    {"[Tue Dec 06 16:35:42.3 2022] [cgi:error] [pid 2:tid 3] [client 192.0.2.4:55644] (8)Exec format error: "
     "AH01241: exec of '/x' failed",
     "error", "cgi", "192.0.2.4", "Tue Dec 06 16:35:42.3 2022", "AH01241: exec of '/x' failed"},
    {"[01/Mar/2021:12:00:19 +0000] [proxy:error] [pid 1] AH00957: x", "error", "proxy", "",
     "01/Mar/2021:12:00:19 +0000", "AH00957: x"},
    {"[fcgid:warn] [pid 1:tid 2] (32)Broken pipe: [client 192.0.2.4:44177] mod_fcgid: x", "warn", "fcgid",
     "192.0.2.4", "", "mod_fcgid: x"},
    {"[Sun Nov 22 10:00:00.1 2026] [R:aaaabbbb] [core:info] [pid 1] [C:ccccdddd] [client 192.0.2.4:1] "
     "AH00128: x",
     "info", "core", "192.0.2.4", "Sun Nov 22 10:00:00.1 2026", "AH00128: x"},
    // HTTP/2: httpd writes [remote ...] for clients too; a backend is known by its message
    {"[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [remote 192.0.2.4:51000] AH00128: x", "info", "core",
     "192.0.2.4", "Sun Nov 22 10:00:00.1 2026", "AH00128: x"},
    {"[Sun Nov 22 10:00:00.1 2026] [ssl:info] [pid 1] [remote 192.0.2.80:8443] AH02039: x", "info", "ssl", "",
     "Sun Nov 22 10:00:00.1 2026", "AH02039: x"},
    // ModSecurity
    {"[Sun Nov 22 10:00:00.1 2026] [security2:error] [pid 1] [client 192.0.2.4:80] [client 192.0.2.4] "
     "ModSecurity: Warning.",
     "error", "security2", "192.0.2.4", "Sun Nov 22 10:00:00.1 2026",
     "[client 192.0.2.4] ModSecurity: Warning."},
    {"[Sun Nov 22 10:00:00.1 2026] [:error] [pid 1] [client 2001:db8::80] ModSecurity: Warning.", "error", "",
     "2001:db8::80", "Sun Nov 22 10:00:00.1 2026", "ModSecurity: Warning."},
    {"[Sun Nov 22 10:00:00.1 2026] [security2:error] [pid 1] [client 2001:db8::80:443] ModSecurity: Warning.",
     "error", "security2", "2001:db8::80", "Sun Nov 22 10:00:00.1 2026", "ModSecurity: Warning."},
    {"[2018-11-28 15:01:39.042530] [-:error] 192.0.2.4:39792 W-6t05raviJ3p3xEdXWl4AAAAMU [client 192.0.2.4] "
     "ModSecurity: x",
     "error", "", "192.0.2.4", "2018-11-28 15:01:39.042530", "[client 192.0.2.4] ModSecurity: x"},
    // collectors
    {"Feb 16 22:32:48 srv httpd[22034]: [error] [client 192.0.2.4] user a not found: /", "error", "",
     "192.0.2.4", "Feb 16 22:32:48", "user a not found: /"},
    {"2026-11-22T10:00:00.123456+01:00 srv apache2[7]: [core:info] [pid 7] [client 192.0.2.4:1] AH00128: x",
     "info", "core", "192.0.2.4", "2026-11-22T10:00:00.123456+01:00", "AH00128: x"},
    {"<179>1 2026-11-22T10:00:00Z srv httpd 7 - - [core:info] [pid 7] [client 192.0.2.4:1] AH00128: x",
     "info", "core", "192.0.2.4", "2026-11-22T10:00:00Z", "AH00128: x"},
    {"<179>1 2026-11-22T10:00:00Z srv httpd 7 - [o@1 a=\"b\"] [core:info] [client 192.0.2.4:1] AH00128: x",
     "info", "core", "192.0.2.4", "2026-11-22T10:00:00Z", "AH00128: x"},
    {"2026-11-22T10:00:00.1Z [Sun Nov 22 10:00:00 2026] [core:info] [client 192.0.2.4:1] AH00128: x", "info",
     "core", "192.0.2.4", "2026-11-22T10:00:00.1Z", "AH00128: x"},
    {"2026-11-22T10:00:00.123456789Z stderr F [Sun Nov 22 10:00:00 2026] [core:info] [client 192.0.2.4:1] "
     "AH00128: x",
     "info", "core", "192.0.2.4", "2026-11-22T10:00:00.123456789Z", "AH00128: x"},
    {"web-1  | [core:error] [pid 10671] [client 192.0.2.4:40063] AH00126: Invalid URI", "error", "core",
     "192.0.2.4", "", "AH00126: Invalid URI"},
    // the order and the brackets of other formats
    {"[error] [Sun Nov 22 10:00:00.1 2026] [client 192.0.2.4:1] AH00128: x", "error", "", "192.0.2.4",
     "Sun Nov 22 10:00:00.1 2026", "AH00128: x"},
    {"[Z8LgYH8AAQEAABQTRz8AAAAD] [Sun Nov 22 10:00:00.1 2026] [core:info] [client 192.0.2.4:1] AH00128: x",
     "info", "core", "192.0.2.4", "Sun Nov 22 10:00:00.1 2026", "AH00128: x"},
    {"[-] [Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] AH00128: x", "info", "core", "",
     "Sun Nov 22 10:00:00.1 2026", "AH00128: x"},
    {"[2026-11-22 10:00:00.1] [core:info] [pid 1] [R:a] [C:b] [192.0.2.4:40001] AH00128: x", "info", "core",
     "192.0.2.4", "2026-11-22 10:00:00.1", "AH00128: x"},
    {"[2026-11-22 10:00:00.1] [core:info] [2001:db8::1:40001] AH00128: x", "info", "core", "2001:db8::1",
     "2026-11-22 10:00:00.1", "AH00128: x"},
    {"[1795341600] [core:info] [client 192.0.2.4:1] AH00128: x", "info", "core", "192.0.2.4", "1795341600",
     "AH00128: x"},
    {"[2026-11-22T10:00:00.7853+00:00] [OHS] [ERROR:32] [OHS-9999] [core.c] [host_id: srv] [host_addr: "
     "192.0.2.1] [pid: 7] [tid: 9] [user: oracle] [ecid: 00i^1] [rid: 0] [VirtualHost: main]  [client "
     "192.0.2.4] File does not exist: /x",
     "error", "core", "192.0.2.4", "2026-11-22T10:00:00.7853+00:00", "File does not exist: /x"},
    {"[2026-11-22T10:00:00.7853+00:00] [OHS] [ERROR:32] [AH00957] [proxy] [host_id: srv] [pid: 7] "
     "[VirtualHost: "
     "main] (70007)The timeout specified has expired: AH00957: x",
     "error", "proxy", "", "2026-11-22T10:00:00.7853+00:00", "AH00957: x"},
    {"[2026-11-22 10:00:00.1] [core:info] 192.0.2.4:40001 - AH00128: x", "info", "core", "192.0.2.4",
     "2026-11-22 10:00:00.1", "AH00128: x"},
    {"[2026-11-22 10:00:00.1] [core:notice] - - AH00094: x", "notice", "core", "", "2026-11-22 10:00:00.1",
     "AH00094: x"},
    {"[2026-11-22T10:00:00.7853+00:00] [OHS] [WARNING:16] [OHS-9999] [core.c] [client_id: 192.0.2.4] [pid: "
     "7] [VirtualHost: main]  [client_id: 192.0.2.9] words",
     "warn", "core", "192.0.2.4", "2026-11-22T10:00:00.7853+00:00", "[client_id: 192.0.2.9] words"},
    {"[2026-11-22T10:00:00.7853+00:00] [OHS] [ERROR:32] [OHS-9999] [core.c] [client_id: 192.0.2.4] "
     "[VirtualHost: "
     "main]  AH00128: x",
     "error", "core", "192.0.2.4", "2026-11-22T10:00:00.7853+00:00", "AH00128: x"},
    {"apache2: [core:error] [pid 10671] [client 192.0.2.4:40063] AH00126: Invalid URI", "error", "core",
     "192.0.2.4", "", "AH00126: Invalid URI"},
    {"Sun Aug 5 16:23:04 2001] [error] [client 192.0.2.4] File does not exist: /d", "error", "", "192.0.2.4",
     "Sun Aug 5 16:23:04 2001", "File does not exist: /d"},
    // no prefix, or parts of one
    {"[error] [client 192.0.2.4] Client sent malformed Host header", "error", "", "192.0.2.4", "",
     "Client sent malformed Host header"},
    {"AH00112: Warning: DocumentRoot [/srv/x] does not exist", "", "", "", "",
     "AH00112: Warning: DocumentRoot [/srv/x] does not exist"},
    {"(98)Address already in use: AH00072: make_sock: could not bind", "", "", "", "",
     "AH00072: make_sock: could not bind"},
    {"(2)No such file or directory: words of a script", "", "", "", "",
     "(2)No such file or directory: words of a script"},
    {"*** glibc detected *** /usr/sbin/apache2: free(): invalid pointer", "", "", "", "",
     "*** glibc detected *** /usr/sbin/apache2: free(): invalid pointer"},
    {"[Tue Oct 07 21:58:57 2014] [error] [client 192.0.2.4]   File \"/x.py\", line 1", "error", "",
     "192.0.2.4", "Tue Oct 07 21:58:57 2014", "  File \"/x.py\", line 1"},
    {"[core:error] [pid 1] [client x.x.x.x:40063] AH00126: Invalid URI", "error", "core", "", "",
     "AH00126: Invalid URI"},
    {"", "", "", "", "", ""},
    {"[", "", "", "", "", "["},
    {"[client 192.0.2.4", "", "", "", "", "[client 192.0.2.4"},
};

// An empty view may point anywhere.
bool IsPartOf(std::string_view part, const std::string& whole) {
  const std::less_equal<const char*> not_behind;
  return part.empty() || (not_behind(whole.data(), part.data()) &&
                          not_behind(part.data() + part.size(), whole.data() + whole.size()));
}

class LogParserTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogParserTest);
  CPPUNIT_TEST(ReadsEveryForm);
  CPPUNIT_TEST(SplitsTheReferer);
  CPPUNIT_TEST(ForgedClientsStayInTheMessage);
  CPPUNIT_TEST(LinesThatBeginWithAClient);
  CPPUNIT_TEST(ClientsInTheText);
  CPPUNIT_TEST(VhostPrefixes);
  CPPUNIT_TEST(WindowsLineEnds);
  CPPUNIT_TEST(LogIds);
  CPPUNIT_TEST(ModSecurityTags);
  CPPUNIT_TEST(AnyCutOfALineIsHarmless);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsEveryForm() {
    for (const Sample& sample : kForms) {
      const LogLine line = ParseLogLine(sample.line);
      const std::string where = sample.line;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(sample.level),
                                   std::string(line.has_level ? LevelName(line.level) : ""));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(sample.module), std::string(line.module));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(sample.client), std::string(line.client));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(sample.time), std::string(line.time));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(where, std::string(sample.message), std::string(line.message));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(where, sample.level[0] != '\0', line.has_prefix);
    }
  }

  void SplitsTheReferer() {
    const LogLine one = ParseLogLine(
        "[error] [client 192.0.2.4] File does not exist: /a, b, referer: https://example.org/a, b");
    CPPUNIT_ASSERT_EQUAL(std::string("File does not exist: /a, b"), std::string(one.message));
    CPPUNIT_ASSERT_EQUAL(std::string("https://example.org/a, b"), std::string(one.referer));
    // httpd appends its own behind whatever a client wrote
    const LogLine two =
        ParseLogLine("[error] [client 192.0.2.4] File does not exist: /a, referer: forged, referer: real");
    CPPUNIT_ASSERT_EQUAL(std::string("real"), std::string(two.referer));
    CPPUNIT_ASSERT_EQUAL(std::string("File does not exist: /a, referer: forged"), std::string(two.message));
    // the manual's example of an ErrorLogFormat has no colon
    const LogLine manual =
        ParseLogLine("[error] [client 192.0.2.4] File does not exist: /a, referer https://example.org/b");
    CPPUNIT_ASSERT(manual.message == "File does not exist: /a" && manual.referer == "https://example.org/b");
    CPPUNIT_ASSERT(ParseLogLine("[error] [client 192.0.2.4] no such word, referer is one").referer.empty());
    const LogLine none = ParseLogLine("a shell said, referer: nothing");
    CPPUNIT_ASSERT(none.referer.empty() && none.message == "a shell said, referer: nothing");
  }

  void ForgedClientsStayInTheMessage() {
    const char* const kForged[] = {
        "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: File does not exist: "
        "/[client 198.51.100.9:80] x",
        "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] [client 198.51.100.9] "
        "ModSecurity: x",
        "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] [core:error] [client "
        "198.51.100.9:1] x",
        "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: /a, referer: [client "
        "198.51.100.9:1]",
        "[error] [client 192.0.2.4] (2)[client 198.51.100.9]: x"};
    for (const char* forged : kForged) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(forged, std::string("192.0.2.4"),
                                   std::string(ParseLogLine(forged).client));
    }
    // No client at all: an error text that runs on to a forged one must not be taken either.
    const LogLine server = ParseLogLine(
        "[Sun Nov 22 10:00:00.1 2026] [core:error] [pid 1] AH00526: in '/x [client 198.51.100.9] y'");
    CPPUNIT_ASSERT(server.client.empty());
  }

  // As excerpts and operators' guides show them. A child process can write such a line, too, so it is told
  // apart.
  void LinesThatBeginWithAClient() {
    const LogLine line = ParseLogLine("[client 198.51.100.9] AH00128: x, referer: http://x/");
    CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.9"), std::string(line.client));
    CPPUNIT_ASSERT(line.begins_with_client && line.has_prefix && line.time.empty());
    CPPUNIT_ASSERT(line.message == "AH00128: x" && line.referer == "http://x/" && line.log_id == 128);
    CPPUNIT_ASSERT(ParseLogLine("[client 2001:db8::9] x").client == "2001:db8::9");
    for (const char* words : {"[client bob] left", "[client 198.51.100.9:80] x", " x [client 198.51.100.9] y",
                              "[client 198.51.100.9"}) {
      const LogLine said = ParseLogLine(words);
      CPPUNIT_ASSERT_MESSAGE(words, said.client.empty() && !said.begins_with_client && !said.has_prefix);
    }
    CPPUNIT_ASSERT(!ParseLogLine("[error] [client 198.51.100.9] x").begins_with_client);
  }

  void ClientsInTheText() {
    const LogLine refused =
        ParseLogLine("[qos:error] [pid 1] mod_qos(031): access denied, max=3, c=192.0.2.4");
    CPPUNIT_ASSERT(refused.client == "192.0.2.4" && refused.client_form == ClientForm::kText);
    // What httpd says comes first, and what another module writes names nobody.
    const LogLine named = ParseLogLine("[qos:error] [client 192.0.2.4:1] mod_qos(010): x, c=192.0.2.9");
    CPPUNIT_ASSERT(named.client == "192.0.2.4" && named.client_form == ClientForm::kNamed);
    const LogLine other = ParseLogLine("[cgid:error] [pid 1] mod_qos(031): access denied, c=192.0.2.4");
    CPPUNIT_ASSERT(other.client.empty() && other.client_form == ClientForm::kNone);
  }

  void VhostPrefixes() {
    const LogLine front = ParseLogLine(
        "www.example.org:443 [Sun Nov 22 10:00:00.1 2026] [core:info] [client 192.0.2.4:1] AH00128: x");
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org:443"), std::string(front.vhost));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), std::string(front.client));
    const LogLine group = ParseLogLine(
        "[Sun Nov 22 10:00:00 2026] [vhost www.example.org] [core:info] [client 192.0.2.4:1] AH00128: x");
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org"), std::string(group.vhost));
    const LogLine bare = ParseLogLine(
        "[Sun Nov 22 10:00:00 2026] [www.example.org] [core:info] [client 192.0.2.4:1] AH00128: x");
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org"), std::string(bare.vhost));
    const LogLine behind =
        ParseLogLine("[Sun Nov 22 10:00:00 2026] [warn] [client 192.0.2.4] [host shop.example] syntax error");
    CPPUNIT_ASSERT_EQUAL(std::string("shop.example"), std::string(behind.vhost));
    CPPUNIT_ASSERT_EQUAL(std::string("syntax error"), std::string(behind.message));
    // a module's own brackets are its message
    const LogLine message = ParseLogLine(
        "[Sun Nov 22 10:00:00 2026] [warn] [client 192.0.2.4] [host shop.example] [x] syntax error");
    CPPUNIT_ASSERT(message.vhost.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("[host shop.example] [x] syntax error"), std::string(message.message));
  }

  void WindowsLineEnds() {
    const LogLine line = ParseLogLine("[error] [client 192.0.2.4] File does not exist: C:/x\r\n");
    CPPUNIT_ASSERT_EQUAL(std::string("File does not exist: C:/x"), std::string(line.message));
  }

  void LogIds() {
    CPPUNIT_ASSERT_EQUAL(LogId{128}, ParseLogLine("[core:info] [client 192.0.2.4:1] AH00128: x").log_id);
    CPPUNIT_ASSERT_EQUAL(LogId{0}, ParseLogLine("[core:info] [client 192.0.2.4:1] x AH00128: y").log_id);
  }

  void ModSecurityTags() {
    const std::string_view message =
        "ModSecurity: Warning. [data \"found [uri \\\"/forged\\\"] here\"] [uri \"/index.php\"] [unique_id "
        "\"abc\"]";
    CPPUNIT_ASSERT_EQUAL(std::string("/index.php"), std::string(ModSecurityTag(message, "uri")));
    CPPUNIT_ASSERT_EQUAL(std::string("abc"), std::string(ModSecurityTag(message, "unique_id")));
    CPPUNIT_ASSERT(ModSecurityTag(message, "hostname").empty());
    CPPUNIT_ASSERT_EQUAL(std::string("/cut"),
                         std::string(ModSecurityTag("ModSecurity: x [uri \"/cut", "uri")));
    CPPUNIT_ASSERT(ModSecurityTag("", "uri").empty());
  }

  void AnyCutOfALineIsHarmless() {
    for (const Sample& sample : kForms) {
      const std::string whole = sample.line;
      for (std::size_t length = 0; length <= whole.size(); ++length) {
        const std::string cut = whole.substr(0, length);  // its own memory: a sanitizer sees any step too far
        const LogLine line = ParseLogLine(cut);
        for (const std::string_view part :
             {line.time, line.module, line.client, line.vhost, line.message, line.referer})
          CPPUNIT_ASSERT_MESSAGE(cut, IsPartOf(part, cut));
        // What is cut off in the middle is nobody's address: half of one is another client's.
        CPPUNIT_ASSERT_MESSAGE(cut, line.client.empty() || line.client == sample.client);
        CPPUNIT_ASSERT_MESSAGE(cut, !line.has_level || LevelName(line.level) == sample.level);
      }
    }
  }

  void AllocatesNothing() {
    const AllocationCounter counter;
    std::size_t bytes = 0;
    for (const Sample& sample : kForms) bytes += ParseLogLine(sample.line).message.size();
    const std::size_t count = counter.count();
    CPPUNIT_ASSERT(bytes > 0);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogParserTest);

}  // namespace
}  // namespace errwatch::cli
