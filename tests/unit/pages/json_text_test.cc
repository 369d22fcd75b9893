#include "pages/json_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

std::string AsTree(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

class JsonTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonTextTest);
  CPPUNIT_TEST(WritesWhatATreeWrites);
  CPPUNIT_TEST(LeavesOutEmptyTexts);
  CPPUNIT_TEST(WritesEachByteAsATreeDoes);
  CPPUNIT_TEST(BeginsAnew);
  CPPUNIT_TEST_SUITE_END();

  void WritesWhatATreeWrites() {
    JsonText json;
    json.Open();
    json.Open("nothing");
    json.Close();
    json.Open("event");
    json.Text("kind", "alert");
    json.Texts("type", {"denied", "info"});
    json.Texts("none", {});
    json.Close();
    json.Number("sequence", std::numeric_limits<uint64_t>::max());
    json.Fraction("poured", 0.34);
    json.Fraction("whole", 3);
    json.True("foreign_only");
    json.Close();
    const Json tree = {{"nothing", Json::object()},
                       {"event", {{"kind", "alert"}, {"type", {"denied", "info"}}, {"none", Json::array()}}},
                       {"sequence", std::numeric_limits<uint64_t>::max()},
                       {"poured", 0.34},
                       {"whole", 3.0},
                       {"foreign_only", true}};
    CPPUNIT_ASSERT_EQUAL(AsTree(tree), json.Take());
  }

  void LeavesOutEmptyTexts() {
    JsonText json;
    json.Open();
    json.TextUnlessEmpty("a", "");
    json.TextUnlessEmpty("b", "x");
    json.TextUnlessEmpty("c", "");
    json.Text("d", "");
    json.Close();
    CPPUNIT_ASSERT_EQUAL(std::string(R"({"b":"x","d":""})"), json.Take());
  }

  void WritesEachByteAsATreeDoes() {
    for (int byte = 0; byte < 256; ++byte) {
      const auto c = static_cast<char>(byte);
      for (const std::string& text : {std::string(1, c), std::string("ab") + c, std::string("\xc3") + c + "b",
                                      std::string("\xe2\x80") + c, std::string("\xf0\x9f\x98") + c}) {
        JsonText json;
        json.Open();
        json.Text("x", text);
        json.Close();
        CPPUNIT_ASSERT_EQUAL(AsTree({{"x", text}}), json.Take());
      }
    }
  }

  void BeginsAnew() {
    JsonText json;
    for (int i = 0; i < 2; ++i) {
      json.Open();
      json.Text("x", "y");
      json.Close();
      CPPUNIT_ASSERT_EQUAL(std::string(R"({"x":"y"})"), json.Take());
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonTextTest);

}  // namespace
}  // namespace errwatch
