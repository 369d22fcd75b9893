#include "cli/access/json_line.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class JsonLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonLineTest);
  CPPUNIT_TEST(NamesOfTheLineBeforeAreNotTakenForThoseOfThis);
  CPPUNIT_TEST(WhatIsNoRequestIsRefused);
  CPPUNIT_TEST(WhatOthersSayIsNoField);
  CPPUNIT_TEST(NestedTooDeep);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesOfTheLineBeforeAreNotTakenForThoseOfThis() {
    CPPUNIT_ASSERT(Read(R"({"client":"192.0.2.7","uri":"/a","status":200})"));
    CPPUNIT_ASSERT(Read(R"({"uri":"/b","x":{"client":"192.0.2.8"},"status":404,"client":"192.0.2.9"})"));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.9"), line_.client.ToString());
    CPPUNIT_ASSERT_EQUAL(std::string("/b"), std::string(line_.uri));
    CPPUNIT_ASSERT_EQUAL(uint16_t{404}, line_.status);
  }

  void WhatIsNoRequestIsRefused() {
    for (const char* text :
         {"", "{", "{}", "[]", "x", R"({"status":200)", R"({"status":200}})", R"({"status":99})",
          R"({"status":"x"})", R"({"status":200,})", R"({"a":"\)", R"({"a" "b"})"})
      CPPUNIT_ASSERT_MESSAGE(text, !Read(text));
    CPPUNIT_ASSERT(Read(R"( {"status":200} , )"));
  }

  // In a list, or in an object of another name.
  void WhatOthersSayIsNoField() {
    CPPUNIT_ASSERT(Read(
        R"({"list":[{"client":"192.0.2.7"},"192.0.2.7"],"response":{"headers":{"client":"192.0.2.7"}},"status":200})"));
    CPPUNIT_ASSERT(line_.client.empty());
  }

  void NestedTooDeep() {
    std::string text = "{\"status\":200,\"a\":";
    for (int i = 0; i < 1000; ++i) text += "{\"a\":";
    CPPUNIT_ASSERT(!Read(text + "1" + std::string(1001, '}')));
    CPPUNIT_ASSERT(!Read("{\"a\":" + std::string(100'000, '[')));
  }

 private:
  bool Read(const std::string& text) {
    text_ = text;
    return reader_.Read(text_, line_);
  }

  JsonLineReader reader_;
  std::string text_;
  AccessLine line_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonLineTest);

}  // namespace
}  // namespace errwatch::cli
