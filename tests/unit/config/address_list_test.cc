#include "config/address_list.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

ClientAddress Address(std::string_view text) { return ClientAddress::Parse(text).value(); }

void AssertSays(std::string_view part, const std::string& error) {
  CPPUNIT_ASSERT_MESSAGE(error, error.find(part) != std::string::npos);
}

class AddressListTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AddressListTest);
  CPPUNIT_TEST(WordsAndFiles);
  CPPUNIT_TEST(FileErrorNamesTheLineAndAddsNothing);
  CPPUNIT_TEST(UnreadableFile);
  CPPUNIT_TEST(LongFileIsReadQuickly);
  CPPUNIT_TEST(OfOtherEditors);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfOtherEditors() {
    const TemporaryDirectory directory;
    CPPUNIT_ASSERT(ReadAddressFile(directory.Write("marked",
                                                   "\xEF\xBB\xBF"
                                                   "192.0.2.1\n"))
                       .ok());
    CPPUNIT_ASSERT(ReadAddressFile(directory.Write("wide", std::string_view("\xFF\xFE"
                                                                            "a\0\n\0",
                                                                            6)))
                       .error()
                       .find("is UTF-16") != std::string::npos);
  }

  void WordsAndFiles() {
    const TemporaryDirectory directory;
    directory.Write("conf/office.txt",
                    "# the office\n192.0.2.0/24\r\n\n  2001:db8::/32   # and its IPv6\n10.0.0.1");
    AddressSet set;
    for (const char* word : {"198.51.100.1", "@conf/office.txt"})
      CPPUNIT_ASSERT(AddAddressWord(word, directory.path(), set).ok());
    for (const char* inside : {"198.51.100.1", "192.0.2.200", "2001:db8::5", "10.0.0.1"})
      CPPUNIT_ASSERT(set.Contains(Address(inside)));
    CPPUNIT_ASSERT(!set.Contains(Address("10.0.0.2")));
    AddressSet absolute;
    CPPUNIT_ASSERT(AddAddressWord("@" + directory.path() + "/conf/office.txt", "/nowhere", absolute).ok());
    CPPUNIT_ASSERT(absolute.Contains(Address("10.0.0.1")));
    CPPUNIT_ASSERT(!AddAddressWord("@", "", set).ok());
    CPPUNIT_ASSERT(!AddAddressWord("", "", set).ok());
  }

  void FileErrorNamesTheLineAndAddsNothing() {
    const TemporaryDirectory directory;
    const std::string path = directory.Write("list", "192.0.2.1\n\n#\n192.0.2.2 192.0.2.3\n");
    AddressSet set;
    const Status added = AddAddressWord("@" + path, "", set);
    CPPUNIT_ASSERT(!added.ok());
    AssertSays(path + ":4: ", added.error());
    CPPUNIT_ASSERT(set.empty());
  }

  void UnreadableFile() {
    const TemporaryDirectory directory;
    const auto missing = ReadAddressFile(directory.path() + "/none");
    CPPUNIT_ASSERT(!missing.ok());
    AssertSays("/none: No such file or directory", missing.error());
    const auto no_file = ReadAddressFile(directory.path());
    CPPUNIT_ASSERT(!no_file.ok());
    AssertSays("Is a directory", no_file.error());
  }

  // One insertion a line into a sorted vector would take minutes.
  void LongFileIsReadQuickly() {
    const TemporaryDirectory directory;
    std::string content;
    for (uint32_t i = 0; i < 60'000; ++i) {
      content += ClientAddress::FromWords(0, 0xffff'0000'0000 | (i * 2654435761U & ~1U)).ToString() + "\n";
    }
    const auto read = ReadAddressFile(directory.Write("list", content));
    CPPUNIT_ASSERT(read.ok());
    const AddressSet& set = read.value();
    CPPUNIT_ASSERT(set.size() > 59'000);
    CPPUNIT_ASSERT(set.Contains(ClientAddress::FromWords(0, 0xffff'0000'0000 | (2654435761U & ~1U))));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AddressListTest);

}  // namespace
}  // namespace errwatch
