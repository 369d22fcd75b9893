#include "cli/logs/csv_export.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace errwatch::cli {
namespace {

// In pieces of so many bytes.
std::string CsvLines(std::string_view text, std::size_t piece = SIZE_MAX, std::size_t most_bytes = 1000) {
  CsvExport csv(most_bytes);
  std::string lines;
  while (!text.empty()) {
    csv.Take(text.substr(0, piece), lines);
    text.remove_prefix(std::min(piece, text.size()));
  }
  csv.Finish(lines);
  return lines;
}

class CsvExportTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CsvExportTest);
  CPPUNIT_TEST(WhatIsOne);
  CPPUNIT_TEST(WhatIsNone);
  CPPUNIT_TEST(ALineForEachEntry);
  CPPUNIT_TEST(InAnyPieces);
  CPPUNIT_TEST(SeveralLinesInOneText);
  CPPUNIT_TEST(WhatDoesNotFitTheHeaderHasNoFields);
  CPPUNIT_TEST(EntriesThatAreTooLong);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsOne() {
    for (const std::string_view csv :
         {"\"_raw\",\"_time\"\n\"a\",\"b\"\n", "\"@timestamp\",\"message\"\n\"t\",\"x, \"\"y\"\"\nz\"\n",
          "host;message\r\nweb;x\r\n", "time\tlog.level\tevent.original\nt\terror\tx\n", "_raw,_time\n",
          "_raw,_time\n\"a text that does not end here\n", "_id,_source.message\n1,x\n"})
      CPPUNIT_ASSERT_MESSAGE(std::string(csv), CsvExport::Is(csv));
  }

  // A child process may write into a log what looks like a header.
  void WhatIsNone() {
    for (const std::string_view other :
         {"", "message,client", "message\nx\n", "a,b\n1,2\n", "the message, the client\na, b\n",
          "message,client\n[Sun Nov 22 10:00:00 2026] [error] [client 192.0.2.4] a, b\n",
          "message,client\nx,198.51.100.7\n[Sun Nov 22 10:00:00 2026] [error] [client 192.0.2.4] a, b\n",
          "message,client\nx\n", "message,client\nx,y,z\n",
          "[Sun Nov 22 10:00:00 2026] [error] [client 192.0.2.4] message,client\na,b\n"})
      CPPUNIT_ASSERT_MESSAGE(std::string(other), !CsvExport::Is(other));
  }

  void ALineForEachEntry() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("{\"_raw\":\"[Sun] \\\"x\\\", y\",\"_time\":\"2026-11-22T10:00:00.000+0000\"}\n"
                    "{\"_raw\":\"b\"}\n"),
        CsvLines(
            "\"_raw\",\"_time\"\n\"[Sun] \"\"x\"\", y\",\"2026-11-22T10:00:00.000+0000\"\n\"b\",\"\"\n"));
    // The text is what the first of the usual names has, wherever it stands.
    CPPUNIT_ASSERT_EQUAL(std::string("{\"event.original\":\"raw\",\"message\":\"m\"}\n"),
                         CsvLines("message;event.original\r\nm;raw\r\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("{\"message\":\"m\",\"_id\":\"1\"}\n"),
                         CsvLines("_id,_source.message\n1,m"));
  }

  void InAnyPieces() {
    constexpr std::string_view kText = "\xEF\xBB\xBF\"_raw\",\"h\"\n\"a \"\"b\"\"\nc\",\"\"\"\"\n\nx,y\n";
    const std::string whole = CsvLines(kText);
    CPPUNIT_ASSERT_EQUAL(
        std::string("{\"_raw\":\"a \\\"b\\\"\",\"h\":\"\\\"\"}\n{\"_raw\":\"c\",\"h\":\"\\\"\"}\n"
                    "{\"_raw\":\"x\",\"h\":\"y\"}\n"),
        whole);
    for (std::size_t piece = 1; piece < 8; ++piece) CPPUNIT_ASSERT_EQUAL(whole, CsvLines(kText, piece));
  }

  void SeveralLinesInOneText() {
    CPPUNIT_ASSERT_EQUAL(std::string("{\"_raw\":\"a\",\"h\":\"1\"}\n{\"_raw\":\"  b\",\"h\":\"1\"}\n"),
                         CsvLines("_raw,h\n\"a\r\n  b\n\",1\n"));
  }

  // As where quotation marks of a request were not doubled: it could have written the field of the client.
  void WhatDoesNotFitTheHeaderHasNoFields() {
    const std::string header = "message,client\n";
    for (const std::string_view record :
         {"\"x\",\"198.51.100.7\",\"192.0.2.4\"", "\"x\",\"198.51.100.7\"\",\"192.0.2.4\"", "x", "x\"y,z",
          "\"x\"y,z", "\"x\",\"198.51.100.7\",\"\",\"192.0.2.4\"", "\"x,y"}) {
      const std::string lines = CsvLines(header + std::string(record) + "\n");
      CPPUNIT_ASSERT_MESSAGE(lines, lines.find("\"198.51.100.7\"") == std::string::npos);
    }
    CPPUNIT_ASSERT_EQUAL(std::string("{}\n{\"message\":\"m\",\"client\":\"192.0.2.4\"}\n"),
                         CsvLines(header + "a,b,c\nm,192.0.2.4\n"));
  }

  void EntriesThatAreTooLong() {
    CsvExport csv(20);
    std::string lines;
    csv.Take("message,h\n\"" + std::string(30, 'x') + "\n" + std::string(30, 'y') + "\nm,1\n", lines);
    CPPUNIT_ASSERT_EQUAL(std::string("{\"message\":\"m\",\"h\":\"1\"}\n"), lines);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, csv.left_out());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CsvExportTest);

}  // namespace
}  // namespace errwatch::cli
