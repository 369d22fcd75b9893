#include "store/write_all.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include "store/descriptor.h"

namespace errwatch::store {
namespace {

class WriteAllTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WriteAllTest);
  CPPUNIT_TEST(MoreThanAPipeHolds);
  CPPUNIT_TEST(SaysWhyNot);
  CPPUNIT_TEST_SUITE_END();

  void MoreThanAPipeHolds() {
    int ends[2];
    CPPUNIT_ASSERT_EQUAL(0, pipe2(ends, O_CLOEXEC));
    const Descriptor input(ends[0]);
    Descriptor output(ends[1]);
    const std::string text(1'000'000, 'x');
    bool written = false;
    std::thread writer([&] {
      written = WriteAll(output.get(), text);
      output = Descriptor();
    });
    std::string read_back(text.size() + 1, ' ');
    std::size_t bytes = 0;
    for (ssize_t got; (got = read(input.get(), &read_back[bytes], read_back.size() - bytes)) > 0;)
      bytes += static_cast<std::size_t>(got);
    writer.join();
    CPPUNIT_ASSERT(written);
    CPPUNIT_ASSERT_EQUAL(text, read_back.substr(0, bytes));
  }

  void SaysWhyNot() {
    const Descriptor full(open("/dev/full", O_WRONLY | O_CLOEXEC));
    CPPUNIT_ASSERT(!WriteAll(full.get(), "x"));
    CPPUNIT_ASSERT_EQUAL(ENOSPC, errno);
    CPPUNIT_ASSERT(WriteAll(full.get(), ""));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WriteAllTest);

}  // namespace
}  // namespace errwatch::store
