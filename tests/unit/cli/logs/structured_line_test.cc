#include "cli/logs/structured_line.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

#define ERRWATCH_LINE "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: x"

class StructuredLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StructuredLineTest);
  CPPUNIT_TEST(HttpdsLineInAnObject);
  CPPUNIT_TEST(FieldsOfTheirOwn);
  CPPUNIT_TEST(HttpdsLineSaysWhoItIs);
  CPPUNIT_TEST(TheFieldDecidesWhoTheClientIs);
  CPPUNIT_TEST(WhatAQuotationMarkForges);
  CPPUNIT_TEST(WordsInAnObjectNameNobody);
  CPPUNIT_TEST(WhatHttpdEscapes);
  CPPUNIT_TEST(WhatIsNone);
  CPPUNIT_TEST(WhatTheModuleSaidIsNoEntry);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Else a client could hide its entries by words of its own.
  void WhatTheModuleSaidIsNoEntry() {
    const std::string event =
        R"({"@timestamp":"2026-11-22T10:00:00Z","ecs":{"version":"8.11.0"},"event":{"kind":"alert",)"
        R"("category":["web"],"module":"errwatch","dataset":"errwatch.incident"},"message":"AH00128: x"})";
    CPPUNIT_ASSERT(!ParseStructured(event));
    CPPUNIT_ASSERT(ParseStructured(R"({"level":"info",)" + event.substr(1)));
    CPPUNIT_ASSERT(
        ParseStructured(R"({"@timestamp":"2026-11-22T10:00:00Z","message":"x",)" + event.substr(1)));
    CPPUNIT_ASSERT(ParseStructured(
        R"({"@timestamp":"2026-11-22T10:00:00Z","ecs":{"version":"8.11.0"},"event":{"kind":"event"},"message":"x",)"
        R"("module":"errwatch","dataset":"errwatch.incident"})"));
  }

  void HttpdsLineInAnObject() {
    for (const char* text : {
             R"({"log":")" ERRWATCH_LINE R"(\n","stream":"stderr","time":"2026-11-22T10:00:00.1Z"})",
             R"({"MESSAGE":")" ERRWATCH_LINE R"(","__REALTIME_TIMESTAMP":"1795341600100000","PRIORITY":"3"})",
             R"({"@timestamp":"2026-11-22T10:00:00.1Z","log":{"offset":7},"message":")" ERRWATCH_LINE R"("})",
             R"({"event":{"original":")" ERRWATCH_LINE R"("},"message":"x","source":{"ip":"192.0.2.9"}})",
             R"({"full_log":")" ERRWATCH_LINE R"(","data":{"srcip":"192.0.2.9"},"agent":{"ip":"192.0.2.8"}})",
             R"({"line":")" ERRWATCH_LINE R"(","labels":{"job":"x"},"timestamp":"2026-11-22T10:00:00Z"})",
             R"({"_source":{"message":")" ERRWATCH_LINE R"("}},)",
             R"({"log_time":"2026-11-22T10:00:00Z","log":")" ERRWATCH_LINE R"("})",
             R"({"event_time":"2026-11-22T10:00:00Z","log":")" ERRWATCH_LINE R"("})",
             R"({"date":1795341600.1,"log":")" ERRWATCH_LINE R"("})",
             R"({"result":{"_raw":")" ERRWATCH_LINE R"("}})",
         }) {
      const LogLine line = Read(text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("192.0.2.4"), std::string(line.client));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("AH00128: x"), std::string(line.message));
      CPPUNIT_ASSERT_MESSAGE(text, line.level == Level::kInfo && line.module == "core" && line.log_id == 128);
      CPPUNIT_ASSERT_MESSAGE(text, !line.time.empty() && line.wrapping != 0);
    }
    // journald: a text that is no UTF-8
    CPPUNIT_ASSERT(Read(R"({"MESSAGE":[91,101,114,114,111,114,93,32,120]})").message == "x");
  }

  void FieldsOfTheirOwn() {
    for (
        const char* text :
        {R"({"time":"2026-11-22 10:00:00","level":"info","module":"core","client":"192.0.2.4:1","msg":"AH00128: x"})",
         R"({ "timestamp":"2026-11-22 10:00:00", "function":"[core:info]", "process":"[pid 1]" ,"remoteIp":"192.0.2.4:1" ,"msg":"AH00128: x" })",
         R"({"@timestamp":"2026-11-22T10:00:00Z","log":{"level":"information"},"apache":{"error":{"module":"core"}},"source":{"ip":"192.0.2.4"},"message":"AH00128: x"})",
         R"(ts=2026-11-22T10:00:00 module=core level=info pid=1 client=192.0.2.4:1 msg="AH00128: x")"}) {
      const LogLine line = Read(text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("192.0.2.4"), std::string(line.client));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("core"), std::string(line.module));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("AH00128: x"), std::string(line.message));
      CPPUNIT_ASSERT_MESSAGE(text, line.has_level && line.level == Level::kInfo && line.has_prefix);
      CPPUNIT_ASSERT_MESSAGE(text, line.client_form == ClientForm::kField && line.time.starts_with("2026"));
    }
    CPPUNIT_ASSERT(Read(R"({"client":"[2001:db8::1]:80","msg":"x"})").client == "2001:db8::1");
    CPPUNIT_ASSERT(Read(R"({"level":"fatal","msg":"x"})").level == Level::kCrit);
  }

  // What a collector made of the line counts less than the line.
  void HttpdsLineSaysWhoItIs() {
    const LogLine nobody =
        Read(R"({"client":"192.0.2.9","log":"[Sun Nov 22 10:00:00 2026] [core:info] [pid 1] AH00128: x"})");
    CPPUNIT_ASSERT(nobody.client.empty());
  }

  // httpd does not escape a quotation mark of a path: whoever sends one writes fields of his own.
  void WhatAQuotationMarkForges() {
    const LogLine twice =
        Read(R"({"client":"192.0.2.4:1","msg":"AH01630: /x","client":"192.0.2.9","y":".env"})");
    CPPUNIT_ASSERT(twice.client.empty() && twice.message == "AH01630: /x");
    CPPUNIT_ASSERT(Read(R"({"client":"192.0.2.4:1","client":"192.0.2.4:1","msg":"x"})").client ==
                   "192.0.2.4");
    CPPUNIT_ASSERT(Read(R"({"msg":"AH01630: /x","msg":"AH01276: /.env","client":"192.0.2.4:1"})").message ==
                   "AH01630: /x");
    // By another name: then the line is of another form than its log.
    const Elements own = Read(R"({"remoteIp":"192.0.2.4:1","msg":"x"})").elements;
    CPPUNIT_ASSERT(own != Read(R"({"remoteIp":"192.0.2.4:1","msg":"x","client":"192.0.2.9"})").elements);
    CPPUNIT_ASSERT(own == Read(R"({"remoteIp":"192.0.2.8","msg":"x","ip":"192.0.2.8"})").elements);
    // Where only some lines have a client, those that have none are of the same form.
    CPPUNIT_ASSERT(Read(R"({"client":"192.0.2.4","msg":"x"})").elements ==
                   Read(R"({"client":"","msg":"x"})").elements);
  }

  // httpd's own JSON: a message that is a whole line of a log is what somebody made a script say.
  void TheFieldDecidesWhoTheClientIs() {
    const std::string forged =
        "[Sun Nov 22 10:00:00 2026] [core:info] [pid 1] [client 192.0.2.9:1] AH00128: x";
    for (const char* name : {"message", "msg", "error"}) {
      const LogLine line =
          Read(R"({"client":"192.0.2.4:1","level":"error",")" + std::string(name) + "\":\"" + forged + "\"}");
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("192.0.2.4"), std::string(line.client));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, forged, std::string(line.message));
      CPPUNIT_ASSERT_MESSAGE(
          name, Read(R"({"client":"-",")" + std::string(name) + "\":\"" + forged + "\"}").client.empty());
    }
    CPPUNIT_ASSERT(Read(R"({"client":"192.0.2.4","log":")" + forged + "\"}").client.empty());
    // a collector around httpd's line, which knows the client from it or not at all
    for (const char* beside : {R"("host":{"ip":"10.0.0.5"},"message":")", R"("ip":"10.0.0.5","message":")",
                               R"("client":"192.0.2.9","log":")", R"("_PID":"5","MESSAGE":")"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(beside, std::string("192.0.2.9"),
                                   std::string(Read("{" + std::string(beside) + forged + "\"}").client));
    CPPUNIT_ASSERT(Read("client=192.0.2.4 uri=/a client=192.0.2.9 msg=x").client.empty());
  }

  void WordsInAnObjectNameNobody() {
    for (const char* text :
         {R"({"log":"[client 192.0.2.9] x","time":"2026-11-22T10:00:00Z"})",
          R"({"log":"words [client 192.0.2.9] x"})", R"({"log":"{\"client\":\"192.0.2.9\"}"})"}) {
      const LogLine line = Read(text);
      CPPUNIT_ASSERT_MESSAGE(text, line.client.empty() && !line.has_level);
    }
  }

  void WhatHttpdEscapes() {
    const LogLine line =
        Read(R"({"client":"192.0.2.4:1","msg":"AH00128: \x1b[2J \"client\":\"192.0.2.9\" \q"})");
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), std::string(line.client));
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: \x1b[2J \"client\":\"192.0.2.9\" \\q"),
                         std::string(line.message));
    CPPUNIT_ASSERT(Read("{\"msg\":\"\xff x\",\"level\":\"error\"}").message == "? x");
  }

  void WhatIsNone() {
    for (const char* text : {"{", "{}", "{\"a\":1}", "[1]", "{\"msg\":7", "a=b c", "msg=\"x", "=x", "a b=c"})
      CPPUNIT_ASSERT_MESSAGE(text, !ParseStructured(text));
    CPPUNIT_ASSERT(!MayBeStructured("words = x") && !MayBeStructured("") && MayBeStructured("a=b"));
    std::string deep;
    for (int i = 0; i < 10'000; ++i) deep += "{\"a\":";
    CPPUNIT_ASSERT(!ParseStructured(deep));
  }

 private:
  LogLine Read(std::string_view text) {
    std::optional<StructuredLine> fields = ParseStructured(text);
    CPPUNIT_ASSERT_MESSAGE(std::string(text), fields);
    fields_ = std::move(*fields);
    return ReadStructured(fields_);
  }

  StructuredLine fields_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(StructuredLineTest);

#undef ERRWATCH_LINE

}  // namespace
}  // namespace errwatch::cli
