#include "cli/access/access_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <deque>
#include <string>
#include <utility>

#include "cli/access/access_line.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kTenOClock = 1'795'341'600'000'000;  // 2026-11-22T10:00:00Z
const std::string kFront = "192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] ";

class AccessReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AccessReaderTest);
  CPPUNIT_TEST(ReadsWhatCommonFormatsHold);
  CPPUNIT_TEST(UndoesEscapes);
  CPPUNIT_TEST(WhatIsNotThereIsEmpty);
  CPPUNIT_TEST(UsersMayHaveBlanks);
  CPPUNIT_TEST(NothingAClientSendsBecomesAnotherField);
  CPPUNIT_TEST(RequestsOfAnyKind);
  CPPUNIT_TEST(PutsTimesTogether);
  CPPUNIT_TEST(HeadersCookiesAndIds);
  CPPUNIT_TEST(PartsOfARequest);
  CPPUNIT_TEST(TheClientIsTheOneOfTheRequest);
  CPPUNIT_TEST(AddressesBeforeAColon);
  CPPUNIT_TEST(BrokenLinesAreRefused);
  CPPUNIT_TEST(GuessesTheFormat);
  CPPUNIT_TEST(ReadsJson);
  CPPUNIT_TEST(JsonFormatsOfHttpd);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsWhatCommonFormatsHold() {
    const AccessLine line =
        Read("combined", kFront + R"("GET /a/b?c=d HTTP/1.1" 404 1234 "http://x.example/" "Agent/1.0")");
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), line.client.ToString());
    CPPUNIT_ASSERT_EQUAL(kTenOClock, line.time.value_or(0));
    CPPUNIT_ASSERT(line.whole_seconds);
    Same("GET", line.method);
    Same("/a/b", line.uri);
    Same("c=d", line.args);
    Same("HTTP/1.1", line.protocol);
    CPPUNIT_ASSERT_EQUAL(uint16_t{404}, line.status);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1234}, line.bytes.value_or(0));
    Same("http://x.example/", line.referer);
    Same("Agent/1.0", line.agent);
    const AccessLine vhost = Read("vhost_combined",
                                  "www.example.org:443 2001:db8::1 - frank [22/Nov/2026:11:00:00 +0100] "
                                  R"("GET / HTTP/2.0" 200 5 "-" "-")");
    Same("www.example.org", vhost.vhost);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"), vhost.client.ToString());
    Same("frank", vhost.user);
    CPPUNIT_ASSERT_EQUAL(kTenOClock, vhost.time.value_or(0));
    CPPUNIT_ASSERT_EQUAL(std::string("names no client: add %a"), Format("\"%r\" %>s %t").WhyNotJudged());
  }

  void UndoesEscapes() {
    const AccessLine line =
        Read("combined", kFront + R"("GET /\"a\\\x1b HTTP/1.1" 400 0 "\t\xc3\xa9" "\\\"")");
    Same("/\"a\\\x1b", line.uri);
    Same("\t\xc3\xa9", line.referer);
    Same("\\\"", line.agent);
    // What httpd does not write stays as it is.
    Same("\\q\\x4", Read("combined", kFront + R"("GET / HTTP/1.1" 200 0 "\q\x4" "-")").referer);
  }

  void WhatIsNotThereIsEmpty() {
    const AccessLine line = Read("combined", kFront + R"("-" 408 - "-" "-")");
    CPPUNIT_ASSERT_EQUAL(uint16_t{408}, line.status);
    Same("", line.request);
    Same("", line.method);
    Same("", line.uri);
    Same("", line.agent);
    CPPUNIT_ASSERT(!line.bytes);
    Same("", Read("common", R"(192.0.2.7 - "" [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.0" 401 5)").user);
  }

  void UsersMayHaveBlanks() {
    Same("John Q. [22] Public",
         Read("common",
              R"(192.0.2.7 - John Q. [22] Public [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.0" 401 5)")
             .user);
  }

  // A name, a path, a header that looks like the rest of a line.
  void NothingAClientSendsBecomesAnotherField() {
    const AccessLine user = Read(
        "combined",
        R"(192.0.2.7 - x [22/Nov/2020:10:00:00 +0000] \"GET /forged HTTP/1.1\" 200 5 [22/Nov/2026:10:00:00 +0000] "GET /real HTTP/1.1" 401 5 "-" "-")");
    Same("/real", user.uri);
    CPPUNIT_ASSERT_EQUAL(uint16_t{401}, user.status);
    const AccessLine path = Read("combined", kFront + R"("GET /\" 200 5 \"-\" \"x HTTP/1.1" 404 5 "-" "-")");
    CPPUNIT_ASSERT_EQUAL(uint16_t{404}, path.status);
    Same("/\" 200 5 \"-\" \"x", path.uri);
    // Without quotation marks: what stands behind has a known number of words.
    const AccessLine bare =
        Read("%h %t %r %>s %b", "192.0.2.7 [22/Nov/2026:10:00:00 +0000] GET /x 200 7 404 5");
    CPPUNIT_ASSERT_EQUAL(uint16_t{404}, bare.status);
    Same("/x 200 7", bare.uri);
  }

  void RequestsOfAnyKind() {
    const auto request = [](const std::string& text) {
      return Read("common", kFront + '"' + text + R"(" 400 5)");
    };
    Same("\x16\x03\x01", request(R"(\x16\x03\x01)").method);
    Same("", request(R"(\x16\x03\x01)").uri);
    Same("/", request("GET /").uri);
    Same("", request("GET /").protocol);
    Same("/a b", request("GET /a b HTTP/1.1").uri);
    Same("*", request("OPTIONS * HTTP/1.0").uri);
    Same("", request("GET HTTP/1.1").uri);
    Same("http://x.example/", request("GET http://x.example/?q HTTP/1.1").uri);
    Same("q", request("GET http://x.example/?q HTTP/1.1").args);
  }

  void PutsTimesTogether() {
    const char* const kSame[][2] = {
        {"%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t", "22/Nov/2026 10:00:00.125 +0000"},
        {"%{sec}t", "1795341600"},
        {"%{msec}t", "1795341600125"},
        {"%{usec}t", "1795341600125000"},
        {"%{sec}t.%{usec_frac}t", "1795341600.125000"},
        {"%{begin:%Y-%m-%dT%H:%M:%S}t.%{begin:usec_frac}t%{%z}t", "2026-11-22T11:00:00.125000+0100"},
        {"%{%c}t %{%z}t", "Sun Nov 22 10:00:00 2026 +0000"},
        {"%{%D %r}t %{%z}t", "11/22/26 10:00:00 AM +0000"},
        {"%t %{usec_frac}t", "[22/Nov/2026:10:00:00 +0000] 125000"},
        {"%{end:usec}t", "1795341600125000"},
    };
    for (const auto& [format, text] : kSame) {
      const AccessLine line = Read(std::string(format) + " %a \"%r\" %>s",
                                   std::string(text) + " 192.0.2.7 \"GET / HTTP/1.0\" 200");
      const bool fraction = std::string(format).find("sec_frac") != std::string::npos ||
                            std::string(format).find("{msec}") != std::string::npos ||
                            std::string(format).find("usec}") != std::string::npos;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(format, kTenOClock + (fraction ? 125'000 : 0), line.time.value_or(0));
    }
    const AccessLine took = Read("%t %h \"%r\" %>s %T %D",
                                 "[22/Nov/2026:10:00:00 +0000] 192.0.2.7 \"GET / HTTP/1.0\" 200 2 2500000");
    CPPUNIT_ASSERT_EQUAL(kTenOClock + 2'500'000, took.end.value_or(0));
  }

  void HeadersCookiesAndIds() {
    const AccessLine line = Read(
        R"(%a:%{remote}p %L %{c}L %{UNIQUE_ID}e "%r" %>s "%{X-Forwarded-For}i" "%{Authorization}i" "%{sid}C" "%{Location}o" "%{Set-Cookie}o")",
        R"(2001:db8::1:50000 AbC dEf Zx12 "GET / HTTP/1.1" 302 "198.51.100.1" "Basic eDp5" "abc" "/in" "sid=1; HttpOnly")");
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"), line.client.ToString());
    CPPUNIT_ASSERT_EQUAL(uint16_t{50000}, line.client_port);
    Same("AbC", line.log_id);
    Same("dEf", line.connection_id);
    Same("Zx12", line.unique_id);
    Same("X-Forwarded-For: 198.51.100.1", line.headers);
    Same("Basic eDp5", line.credentials);
    Same("sid=abc", line.cookie);
    Same("/in", line.location);
    CPPUNIT_ASSERT(line.opens_session.value_or(false));
  }

  void PartsOfARequest() {
    const AccessLine line = Read("%a %m %U%q %H %s %>s", "192.0.2.7 POST /a%?b=c HTTP/1.1 200 500");
    Same("POST", line.method);
    Same("/a%", line.uri);
    Same("b=c", line.args);
    CPPUNIT_ASSERT_EQUAL(uint16_t{500}, line.status);
  }

  void TheClientIsTheOneOfTheRequest() {
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"),
                         Read("%{c}a %h %a %>s", "10.0.0.1 name.example 192.0.2.7 200").client.ToString());
    const AccessLine named =
        Read("common", R"(name.example - - [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.0" 200 5)");
    CPPUNIT_ASSERT(named.client.empty());
    Same("name.example", named.client_text);
  }

  void AddressesBeforeAColon() {
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"),
                         Read("%a:%{remote}p %>s", "192.0.2.7:80 200").client.ToString());
  }

  void BrokenLinesAreRefused() {
    const std::string whole = kFront + R"("GET / HTTP/1.1" 200 5 "-" "Agent")";
    Read("combined", whole);
    Read("combined", whole + "\r");
    Read("combined", std::string(5, '\0') + whole);
    const AccessFormat format = Format("combined");
    AccessReader reader(format);
    AccessLine line;
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes)
      CPPUNIT_ASSERT(!reader.Read(whole.substr(0, bytes), line));
    CPPUNIT_ASSERT(!reader.Read(whole + " more", line));
    CPPUNIT_ASSERT(!reader.Read(whole.substr(20), line));
    CPPUNIT_ASSERT(!reader.Read(std::string(100, '\0'), line));
    CPPUNIT_ASSERT(
        !reader.Read("[Sun Nov 22 10:00:00.000000 2026] [core:error] [pid 1] [client 192.0.2.7:1] x", line));
  }

  void GuessesTheFormat() {
    const std::string request = R"("GET / HTTP/1.1" 200 5)";
    const std::string rest = R"( "http://x.example/" "Agent")";
    const char* const kFronts[] = {"192.0.2.7 - - ", "www.example.org:443 192.0.2.7 - - ",
                                   "www.example.org 192.0.2.7 - - "};
    for (const std::string front : kFronts) {
      for (const std::string& behind : {std::string(), rest, rest + " 1234", rest + R"( "x" rt=0.1)"}) {
        const std::string text = front + "[22/Nov/2026:10:00:00 +0000] " + request + behind + "\n";
        const std::optional<AccessFormat> format = GuessAccessFormat(text + text + "broken\n");
        CPPUNIT_ASSERT_MESSAGE(text, format.has_value());
        AccessReader reader(*format);
        AccessLine line;
        CPPUNIT_ASSERT_MESSAGE(text, reader.Read(text, line));
        CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), line.client.ToString());
        CPPUNIT_ASSERT_EQUAL(uint16_t{200}, line.status);
        Same(behind.empty() ? "" : "Agent", line.agent);
        Same(front[0] == 'w' ? "www.example.org" : "", line.vhost);
      }
    }
    CPPUNIT_ASSERT(
        !GuessAccessFormat("[Sun Nov 22 10:00:00.0 2026] [core:error] [pid 1] [client 192.0.2.7:1] x\n"));
    CPPUNIT_ASSERT(!GuessAccessFormat(""));
  }

  void ReadsJson() {
    const char* const kLines[] = {
        R"({"time":"2026-11-22T10:00:00.125Z","client":"192.0.2.7","method":"GET","uri":"/a?b=c","status":404,"headers":{"x":"y"}})",
        R"({"@timestamp":"2026-11-22T11:00:00.125+01:00","source":{"ip":"192.0.2.7"},"http":{"request":{"method":"GET"},"response":{"status_code":404}},"url":{"path":"/a","query":"b=c"},"x":[1,{"status":200}]})",
        R"({"ts":1795341600.125,"request":{"remote_ip":"192.0.2.7","method":"GET","uri":"/a?b=c","headers":{"User-Agent":["A"]}},"status":404})",
        R"({"httpRequest":{"requestMethod":"GET","requestUrl":"https://www.example.org/a?b=c","status":404,"remoteIp":"192.0.2.7:5000"},"timestamp":"2026-11-22T10:00:00.125Z"})",
    };
    for (const char* text : kLines) {
      const AccessLine line = Read("json", text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("192.0.2.7"), line.client.ToString());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, kTenOClock + 125'000, line.time.value_or(0));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, uint16_t{404}, line.status);
      Same("GET", line.method);
      Same("/a", line.uri);
      Same("b=c", line.args);
    }
    const std::string inner =
        R"({"log":"192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] \"GET /a?b=c HTTP/1.1\" 404 5\n","stream":"stdout"})";
    Same("/a", Read("json", inner).uri);
    // A client that is named twice is nobody.
    CPPUNIT_ASSERT(
        Read("json", R"({"client":"192.0.2.7","uri":"/","client":"192.0.2.8","status":200})").client.empty());
  }

  // httpd escapes as in any other log, which JSON does not know.
  void JsonFormatsOfHttpd() {
    const std::string text =
        R"({"time":"[22/Nov/2026:10:00:00 +0000]","remoteIP":"192.0.2.7","request":"GET /\x1b\"\\ HTTP/1.1","status":"404","bytes":-,"userAgent":"-"})";
    Same("/\x1b\"\\", Read("json", text).uri);
    CPPUNIT_ASSERT(GuessAccessFormat(text + "\n")->json);
    Same(
        "/\x1b\"\\",
        Read(
            R"({"time":"%t","remoteIP":"%a","request":"%r","status":"%>s","bytes":%b,"userAgent":"%{User-Agent}i"})",
            text)
            .uri);
  }

 private:
  static AccessFormat Format(const std::string& text) {
    const Result<AccessFormat> format = ParseAccessFormat(text);
    CPPUNIT_ASSERT_MESSAGE(format ? text : format.error(), format.ok());
    return format.value();
  }

  static void Same(std::string_view wanted, std::string_view got) {
    CPPUNIT_ASSERT_EQUAL(std::string(wanted), std::string(got));
  }

  // The texts of the line live as long as the test does.
  static AccessLine Read(const std::string& format, const std::string& text) {
    static std::deque<std::pair<AccessFormat, std::string>> kept;
    static std::deque<AccessReader> readers;
    kept.emplace_back(Format(format), text);
    AccessReader& reader = readers.emplace_back(kept.back().first);
    AccessLine line;
    CPPUNIT_ASSERT_MESSAGE(format + ": " + text, reader.Read(kept.back().second, line));
    return line;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AccessReaderTest);

}  // namespace
}  // namespace errwatch::cli
