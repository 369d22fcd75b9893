#include "cli/access/item_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class ItemReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ItemReaderTest);
  CPPUNIT_TEST(TriesAreBounded);
  CPPUNIT_TEST(NumbersAreNumbers);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Values without anything around them may end in many places, each of which allows many for the next.
  void TriesAreBounded() {
    const AccessFormat format = ParseAccessFormat("%{a}i | %{b}i | %{c}i | %{d}i | %{e}i | %>s").value();
    ItemReader reader(format);
    AccessLine line;
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "x | ";
    CPPUNIT_ASSERT(!reader.Read(text, line));
    CPPUNIT_ASSERT(reader.Read("a | b | c | d | e | 200", line));
  }

  void NumbersAreNumbers() {
    const AccessFormat format = ParseAccessFormat("%a %>s %b %D").value();
    ItemReader reader(format);
    AccessLine line;
    CPPUNIT_ASSERT(reader.Read("192.0.2.7 200 - 17", line) && !line.bytes && line.took_us == 17);
    CPPUNIT_ASSERT(!reader.Read("192.0.2.7 2x0 5 17", line) && !reader.Read("192.0.2.7 200 x 17", line));
    CPPUNIT_ASSERT(reader.Read("192.0.2.7 99999999999999999999 5 99999999999999999999", line));
    CPPUNIT_ASSERT(line.status == 0 && !line.took_us);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ItemReaderTest);

}  // namespace
}  // namespace errwatch::cli
