#include "cli/logs/entry_json.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/request_headers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace errwatch::cli {
namespace {

class EntryJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EntryJsonTest);
  CPPUNIT_TEST(ReadsEveryField);
  CPPUNIT_TEST(SplitsTheTargetAtTheFirstQuestionMark);
  CPPUNIT_TEST(HeadersByAnyCase);
  CPPUNIT_TEST(CredentialsAreDropped);
  CPPUNIT_TEST(HeadersStayInTheirOrder);
  CPPUNIT_TEST(BodiesAreReadAsTheServerDoes);
  CPPUNIT_TEST(NullIsAbsent);
  CPPUNIT_TEST(OddBytesAreReadAsQuestionMarks);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST(ResultsAreValidJson);
  CPPUNIT_TEST(Times);
  CPPUNIT_TEST(NamesAreCountedOutsideStrings);
  CPPUNIT_TEST_SUITE_END();

 public:
  // A body may be JSON, and a document may have blanks before its colons.
  void NamesAreCountedOutsideStrings() {
    std::string body, headers;
    for (int i = 0; i < 20'000; ++i) {
      body += "\\\"a\\\":1,";
      headers += (i == 0 ? "" : ",") + std::string("\"\" : 1");
    }
    const auto text = ParseEntryJson("{\"message\":\"" + body + "\"}");
    CPPUNIT_ASSERT_MESSAGE(text ? "" : text.error(), text.ok());
    const auto names = ParseEntryJson("{\"status\":404,\"headers\":{" + headers + "}}");
    CPPUNIT_ASSERT(!names && names.error() == "more names than a request can have");
    CPPUNIT_ASSERT(ParseEntryJson("{\"message\":\"" + std::string(100'000, ':') + "\"}").ok());
  }

  void ReadsEveryField() {
    const auto read = ParseEntryJson(
        R"({"time":"2026-11-22T10:00:00.123Z","level":"info","module":"core","ah":"AH00128","message":"AH00128: File does not exist: /a",)"
        R"("client":"203.0.113.7","vhost":"www.example.org","method":"GET","uri":"/admin?x=1","headers":{"User-Agent":"probe/1"},"status":404,"new":[1]})");
    CPPUNIT_ASSERT(read.ok());
    const Entry entry = read.value().View();
    CPPUNIT_ASSERT(entry.message == "AH00128: File does not exist: /a" && entry.module == "core" &&
                   entry.vhost == "www.example.org");
    CPPUNIT_ASSERT(entry.uri == "/admin" && entry.args == "x=1" && entry.method == "GET" &&
                   entry.agent == "probe/1");
    CPPUNIT_ASSERT_EQUAL(LogId{128}, entry.log_id);
    CPPUNIT_ASSERT(entry.level == Level::kInfo && entry.status == 404);
    CPPUNIT_ASSERT(read.value().client == "203.0.113.7" && read.value().time == "2026-11-22T10:00:00.123Z");
  }

  void SplitsTheTargetAtTheFirstQuestionMark() {
    const auto split = [](const std::string& uri) {
      return ParseEntryJson(R"({"status":404,"uri":")" + uri + R"("})").value();
    };
    CPPUNIT_ASSERT(split("/a?b?c").uri == "/a" && split("/a?b?c").args == "b?c");
    CPPUNIT_ASSERT(split("/a").args.empty() && split("/a?").uri == "/a");
    CPPUNIT_ASSERT(split("http://other.example/?q").uri == "http://other.example/");
  }

  void HeadersByAnyCase() {
    const auto read = ParseEntryJson(
        R"({"status":404,"headers":{"USER-agent":"a","referer":"b","HOST":"c","cookie":"d","sec-fetch-site":"Cross-Site","X-Two":["e","f"]}})");
    CPPUNIT_ASSERT(read.ok());
    const Entry entry = read.value().View();
    CPPUNIT_ASSERT(entry.agent == "a" && entry.referer == "b" && entry.host == "c" && entry.cookie == "d");
    CPPUNIT_ASSERT(entry.headers.find("X-Two: e, f") != std::string_view::npos);
    CPPUNIT_ASSERT_EQUAL(std::string_view("Cross-Site"), HeadersOf(entry).fetch_site);
  }

  void CredentialsAreDropped() {
    const auto read = ParseEntryJson(
        R"({"status":401,"headers":{"Authorization":"Basic c2VjcmV0","proxy-authorization":"x","Accept":"*"}})");
    CPPUNIT_ASSERT_EQUAL(std::string("Accept: *"), read.value().headers);
  }

  void HeadersStayInTheirOrder() {
    const auto read = ParseEntryJson(
        R"({"status":401,"headers":{"X-Two":["b","c"],"User-Agent":"u","X-One":"a","A-Last":""}})");
    CPPUNIT_ASSERT_EQUAL(std::string("X-Two: b, c\nX-One: a\nA-Last: "), read.value().headers);
  }

  void BodiesAreReadAsTheServerDoes() {
    const auto body = [](const std::string& more) {
      const auto read = ParseEntryJson(R"({"status":200,"uri":"/a.b","method":"POST",)" + more + "}");
      return std::string(read.value().View().body);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("a=1&pwd="), body(R"("body":"a=1&pwd=x")"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=x+y"),
                         body(R"("headers":{"content-type":"application/json"},"body":"{\"a\":\"x y\"}")"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=1"),
                         body(R"("headers":{"Content-Type":"multipart/form-data; boundary=X"},)"
                              R"("body":"--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--X--")"));
    CPPUNIT_ASSERT(body(R"("headers":{"Content-Encoding":"gzip"},"body":"\u001f\u008b")").empty());
    CPPUNIT_ASSERT_EQUAL(std::string("a=1"), body(R"("headers":{"Content-Encoding":"gzip"},"body":"a=1")"));
    CPPUNIT_ASSERT(body(R"("headers":{"Content-Type":"image/png"},"body":"GIF89a a=1")").empty());
    CPPUNIT_ASSERT_EQUAL(std::string("a=1"), body(R"("headers":{"Content-Type":"image/png"},"body":"a=1")"));
    CPPUNIT_ASSERT(body(R"("method":"PUT","headers":{"Content-Type":"text/plain"},"body":"a=1")").empty());
    std::string words;
    while (words.size() < 70'000) words += "x.";
    CPPUNIT_ASSERT_EQUAL(std::size_t{65536}, body("\"body\":\"" + words + "\"").size());
  }

  void NullIsAbsent() {
    const auto read = ParseEntryJson(
        R"({"message":"x","client":null,"level":null,"ah":null,"headers":null,"status":null,"uri":null})");
    CPPUNIT_ASSERT(read.ok() && read.value().client.empty() && !read.value().level);
    CPPUNIT_ASSERT(read.value().View().level == Level::kError);
    CPPUNIT_ASSERT_EQUAL(LogId{135}, ParseEntryJson(R"({"message":"AH00135: x"})").value().log_id);
  }

  void OddBytesAreReadAsQuestionMarks() {
    const auto surrogate = ParseEntryJson(R"({"message":"a\ud800b \\ud800"})");
    CPPUNIT_ASSERT(surrogate.ok());
    CPPUNIT_ASSERT_EQUAL(std::string("a?b \\ud800"), surrogate.value().message);
    const auto bytes = ParseEntryJson(
        "{\"message\":\"a\xff\xc0"
        "b\x01 <script>\"}");
    CPPUNIT_ASSERT(bytes.ok());
    CPPUNIT_ASSERT_EQUAL(std::string("a??b? <script>"), bytes.value().message);
  }

  void RefusesWithAReason() {
    const char* const kBad[][2] = {
        {"", "no JSON"},
        {"[1]", "object"},
        {"{\"message\":", "no JSON"},
        {"{}", "message"},
        {R"({"message":7})", "\"message\""},
        {R"({"message":"x","status":"404"})", "\"status\""},
        {R"({"message":"x","status":70000})", "\"status\""},
        {R"({"message":"x","level":"loud"})", "\"level\""},
        {R"({"message":"x","errno":"ENONE"})", "\"errno\""},
        {R"({"message":"x","ah":"128"})", "\"ah\""},
        {R"({"message":"x","headers":[]})", "\"headers\""},
    };
    for (const auto& bad : kBad) {
      const auto read = ParseEntryJson(bad[0]);
      CPPUNIT_ASSERT_MESSAGE(bad[0], !read.ok());
      CPPUNIT_ASSERT_MESSAGE(read.error(), read.error().find(bad[1]) != std::string::npos);
    }
    // deep nesting must not exhaust the stack
    CPPUNIT_ASSERT(!ParseEntryJson(std::string(100'000, '[')).ok());
  }

  void ResultsAreValidJson() {
    ResultFacts facts;
    facts.number = 7;
    facts.client = "203.0.113.7";
    facts.module = "co\xffre\n\xc2\x9b\xe2\x80\xae\xc3\xa9";
    facts.level = Level::kInfo;
    facts.log_id = 128;
    Classification what;
    what.category = Category::kVulnScan;
    what.also.Add(Category::kPathTraversal);
    what.rule = 2101;
    what.cost = 2;
    what.rule_count = 2;
    what.rules[0] = 2101;
    what.rules[1] = 3601;
    const std::string text = ResultJson(facts, what);
    // A terminal, and whoever reads, gets ASCII; a program gets what was there.
    CPPUNIT_ASSERT(std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    CPPUNIT_ASSERT(text.find("\\u009b\\u202e\\u00e9") != std::string::npos);
    const auto json = nlohmann::json::parse(text);
    CPPUNIT_ASSERT(json["n"] == 7 && json["category"] == "vuln_scan" &&
                   json["also"] == nlohmann::json::array({"path_traversal"}));
    CPPUNIT_ASSERT(json["rule"] == 2101 && json["cost"] == 2 &&
                   json["rules"] == nlohmann::json::array({2101, 3601}));
    CPPUNIT_ASSERT(json["ah"] == "AH00128" && json["level"] == "info" && !json.contains("time") &&
                   !json.contains("error"));
    const auto bare = nlohmann::json::parse(ResultJson(ResultFacts{}, Classification{}));
    CPPUNIT_ASSERT(bare["category"] == "benign" && !bare.contains("client") && !bare.contains("level"));
  }

  void Times() {
    CPPUNIT_ASSERT_EQUAL(std::string("1970-01-01T00:00:00.000000Z"), FormatMicros(0));
    CPPUNIT_ASSERT_EQUAL(std::string("1969-12-31T23:59:59.999999Z"), FormatMicros(-1));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T10:00:00.120000Z"), FormatMicros(1'795'341'600'120'000));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EntryJsonTest);

}  // namespace
}  // namespace errwatch::cli
