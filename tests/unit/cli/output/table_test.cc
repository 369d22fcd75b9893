#include "cli/output/table.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

Table Sample() {
  Table table({{"name"}, {"n", Table::Align::kRight}, {"text"}});
  table.Add({"a", "1", "plain"});
  table.Add({"b\xc3\xa9", "1000", "pi|pe, \"quote\""});
  return table;
}

class TableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TableTest);
  CPPUNIT_TEST(AlignsColumns);
  CPPUNIT_TEST(Csv);
  CPPUNIT_TEST(Markdown);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AlignsColumns() {
    CPPUNIT_ASSERT_EQUAL(std::string("  name     n  text\n"
                                     "  a        1  plain\n"
                                     "  b\xc3\xa9    1000  pi|pe, \"quote\"\n"),
                         Sample().ToText(false));
    CPPUNIT_ASSERT(Sample().ToText(true).find("\x1b[1m") == 0);
    CPPUNIT_ASSERT_EQUAL(std::string(), Table({{"x"}}).ToText(false));
  }

  void Csv() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("name,n,text\r\na,1,plain\r\nb\xc3\xa9,1000,\"pi|pe, \"\"quote\"\"\"\r\n"),
        Sample().ToCsv());
    // a spreadsheet must not run what an attacker wrote
    Table formula({{"x"}});
    formula.Add({"=HYPERLINK(1)"});
    formula.Add({"-"});
    CPPUNIT_ASSERT_EQUAL(std::string("x\r\n'=HYPERLINK(1)\r\n-\r\n"), formula.ToCsv());
  }

  void Markdown() {
    CPPUNIT_ASSERT_EQUAL(std::string("| name | n | text |\n| --- | ---: | --- |\n| a | 1 | plain |\n| "
                                     "b\xc3\xa9 | 1000 | pi\\|pe, \"quote\" |\n"),
                         Sample().ToMarkdown());
    Table markup({{"x"}});
    markup.Add({"<b>[a](b)"});
    markup.Add({"&lt;a&b"});
    CPPUNIT_ASSERT(markup.ToMarkdown().find("&amp;lt;a&amp;b") != std::string::npos);
    CPPUNIT_ASSERT(markup.ToMarkdown().find("\\<b\\>\\[a\\](b)") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TableTest);

}  // namespace
}  // namespace errwatch::cli
