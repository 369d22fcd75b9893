#include "cli/logs/json_export.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace errwatch::cli {
namespace {

std::string JsonLines(std::string_view text, std::size_t piece = SIZE_MAX) {
  JsonExport json(1000);
  std::string lines;
  while (!text.empty()) {
    json.Take(text.substr(0, piece), lines);
    text.remove_prefix(std::min(piece, text.size()));
  }
  json.Finish(lines);
  return lines;
}

constexpr std::string_view kSearch = R"({"took":3,"_shards":{"total":1},"hits":{"total":{"value":2},"hits":[)"
                                     R"({"_id":"1","_source":{"message":"a ]} \"b\"","tags":["x"]}},)"
                                     "\n"
                                     R"({"_id":"2","_source":{"message":"c"}}]}})";
constexpr std::string_view kLoki =
    R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"job":"apache"},)"
    R"("values":[["1795341600123456789","[Sun] a"],["1795341601000000000","b",{"x":"y"}]]},)"
    R"({"stream":{},"values":[["1795341602000000000","c"]]}],"stats":{"a":[{"b":1}]}}})";

class JsonExportTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JsonExportTest);
  CPPUNIT_TEST(WhatIsOne);
  CPPUNIT_TEST(WhatIsNone);
  CPPUNIT_TEST(ALineForEachEntry);
  CPPUNIT_TEST(PairsOfLoki);
  CPPUNIT_TEST(InAnyPieces);
  CPPUNIT_TEST(EntriesThatAreTooLong);
  CPPUNIT_TEST(WhatIsNoJsonEndsIt);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsOne() {
    for (const std::string_view document :
         {kSearch, kLoki, std::string_view("[{\"message\":\"a\"}]"),
          std::string_view("[\n  {\n    \"MESSAGE\""),
          std::string_view("{\"events\":[{\"timestamp\":1,\"message\":\"a\"}],\"nextToken\":\"x\"}"),
          std::string_view("{\n  \"results\": [\n    {\"_raw\":\"a\"}")})
      CPPUNIT_ASSERT_MESSAGE(std::string(document), JsonExport::Is(document));
  }

  // Lines of JSON among it, into one of which a client has put such a list.
  void WhatIsNone() {
    for (const std::string_view other :
         {"", "[", "[]", "[\"a\"]", "{", "{}",
          "{\"message\":\"a\",\"events\":[{\"client\":\"198.51.100.7\"}]}",
          "{\"time\":\"1\",\"uri\":\"x\",\"hits\":[{\"message\":\"a\",\"client\":\"198.51.100.7\"}]}\n",
          "{\"a\":\"hits\",\"b\":[{}]}", "{\"hits\":[1]}", "{\"a\":1}\n{\"events\":[{\"message\":\"a\"}]}",
          "[Sun Nov 22 10:00:00 2026] [error] x",
          "[{\"message\":\"a\",\"client\":\"198.51.100.7\"}\n[Sun Nov 22 10:00:00 2026] [error] x\n",
          "{\"hits\":[{\"message\":\"a\"}]}\n[Sun Nov 22 10:00:00 2026] [error] x\n"})
      CPPUNIT_ASSERT_MESSAGE(std::string(other), !JsonExport::Is(other));
  }

  void ALineForEachEntry() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("{\"_id\":\"1\",\"_source\":{\"message\":\"a ]} \\\"b\\\"\",\"tags\":[\"x\"]}}\n"
                    "{\"_id\":\"2\",\"_source\":{\"message\":\"c\"}}\n"),
        JsonLines(kSearch));
    CPPUNIT_ASSERT_EQUAL(std::string("{   \"a\": 1 }\n{}\n"), JsonLines("[\n{\n  \"a\": 1\n},\n{}]\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("{\"a\":[{\"b\":[[1]]}]}\n"), JsonLines("[{\"a\":[{\"b\":[[1]]}]}]"));
    CPPUNIT_ASSERT_EQUAL(std::string("{\"x\":1}\n"),
                         JsonLines("{\"a\":[{}],\"hits\":{\"hits\":[{\"x\":1}]}}"));
  }

  void PairsOfLoki() {
    CPPUNIT_ASSERT_EQUAL(std::string("{\"line\":\"[Sun] a\",\"ts\":\"1795341600.123456789\"}\n"
                                     "{\"line\":\"b\",\"ts\":\"1795341601.000000000\"}\n"
                                     "{\"line\":\"c\",\"ts\":\"1795341602.000000000\"}\n"),
                         JsonLines(kLoki));
  }

  void InAnyPieces() {
    for (const std::string_view document : {kSearch, kLoki}) {
      const std::string whole = JsonLines(document);
      for (std::size_t piece = 1; piece < 9; ++piece) CPPUNIT_ASSERT_EQUAL(whole, JsonLines(document, piece));
    }
  }

  void EntriesThatAreTooLong() {
    JsonExport json(20);
    std::string lines;
    json.Take("[{\"message\":\"" + std::string(30, 'x') + "\"},{\"message\":\"a\"}]", lines);
    CPPUNIT_ASSERT_EQUAL(std::string("{\"message\":\"a\"}\n"), lines);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, json.left_out());
  }

  void WhatIsNoJsonEndsIt() {
    JsonExport json(1000);
    std::string lines;
    json.Take("[{\"message\":\"a\"}\n[Sun Nov 22] [{\"message\":\"b\"}]}]]", lines);
    CPPUNIT_ASSERT_EQUAL(std::string("{\"message\":\"a\"}\n"), lines);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, json.left_out());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(JsonExportTest);

}  // namespace
}  // namespace errwatch::cli
