#include "cli/logs/json_fields.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

// "name=value name=value", or "none".
std::string Read(std::string_view text) {
  const auto fields = ReadJsonFields(text);
  if (!fields) return "none";
  std::string all;
  for (const JsonField& field : *fields) all += (all.empty() ? "" : " ") + field.name + "=" + field.value;
  return all;
}

class JsonFieldsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonFieldsTest);
  CPPUNIT_TEST(NamesAndValues);
  CPPUNIT_TEST(ANameGivenTwice);
  CPPUNIT_TEST(Lists);
  CPPUNIT_TEST(DeepObjects);
  CPPUNIT_TEST(WhatHttpdEscapes);
  CPPUNIT_TEST(WhatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesAndValues() {
    CPPUNIT_ASSERT_EQUAL(std::string("a=x b=7 c=-7 d=1.50"), Read(R"({"a":"x","b":7,"c":-7,"d":1.50})"));
    CPPUNIT_ASSERT_EQUAL(std::string("timestamp=x"), Read(R"({"@time_stamp":"x","e":true,"f":null})"));
    CPPUNIT_ASSERT_EQUAL(std::string("loglevel=info message=x"),
                         Read(R"({"log":{"level":"info"},"_source":{"message":"x"}})"));
    CPPUNIT_ASSERT_EQUAL(std::string("record=x"), Read(R"({"record":"x"})"));
    CPPUNIT_ASSERT_EQUAL(std::string(), Read("{}"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=x"), Read(R"({"a":"x"}],)"));
  }

  void ANameGivenTwice() {
    CPPUNIT_ASSERT_EQUAL(std::string("a=x b=y a=z"), Read(R"({"a":"x","b":"y","a":"z"})"));
  }

  void Lists() {
    CPPUNIT_ASSERT_EQUAL(std::string("m=hi"), Read(R"({"m":[104,105]})"));
    CPPUNIT_ASSERT_EQUAL(
        std::string("b=y"),
        Read(R"({"m":[104,256],"n":[[104]],"o":["x"],"p":[{"a":"x","q":[105]},104],"b":"y"})"));
  }

  void DeepObjects() {
    CPPUNIT_ASSERT_EQUAL(std::string("abcde=x f=y"),
                         Read(R"({"a":{"b":{"c":{"d":{"e":"x","g":{"h":"z"}}}}},"f":"y"})"));
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "{\"a\":";
    CPPUNIT_ASSERT_EQUAL(std::string("none"), Read(deep));
  }

  void WhatHttpdEscapes() {
    CPPUNIT_ASSERT_EQUAL(std::string("a=\x1b[0m b=\\y"), Read(R"({"a":"\x1b[0m","b":"\y"})"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=?x"), Read("{\"a\":\"\xffx\"}"));
  }

  void WhatIsNone() {
    for (const char* none : {"", "x", "[1]", "{\"a\":", "{\"a\":\"b\"c\"}", "\"x\"", "{a}"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(none, std::string("none"), Read(none));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JsonFieldsTest);

}  // namespace
}  // namespace errwatch::cli
