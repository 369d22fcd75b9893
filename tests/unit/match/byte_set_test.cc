#include "match/byte_set.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string>

namespace errwatch {
namespace {

// What PCRE2 itself says of each byte.
ByteSet Matched(const std::string& pattern) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.c_str()), PCRE2_ZERO_TERMINATED, 0,
                                   &error, &offset, nullptr);
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  ByteSet bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(i);
    bytes[i] = pcre2_match(code, &byte, 1, 0, 0, data, nullptr) >= 0;
  }
  pcre2_match_data_free(data);
  pcre2_code_free(code);
  return bytes;
}

class ByteSetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ByteSetTest);
  CPPUNIT_TEST(NamedBytesAreThoseOfPcre2);
  CPPUNIT_TEST(BothCases);
  CPPUNIT_TEST(Digits);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamedBytesAreThoseOfPcre2() {
    for (const char letter : std::string("sSdDwWhHvV")) {
      const auto bytes = NamedBytes(letter);
      CPPUNIT_ASSERT_MESSAGE(std::string(1, letter), bytes && *bytes == Matched(std::string("\\") + letter));
    }
    for (const char letter : std::string("abnxNRpQ.")) CPPUNIT_ASSERT(!NamedBytes(letter));
  }

  void BothCases() {
    ByteSet bytes;
    for (const char c : {'a', 'Z', '1'}) bytes.set(ByteIndex(c));
    ByteSet both = bytes;
    for (const char c : {'A', 'z'}) both.set(ByteIndex(c));
    CPPUNIT_ASSERT(WithBothCases(bytes) == both);
    CPPUNIT_ASSERT(WithBothCases(ByteSet()) == ByteSet());
  }

  void Digits() {
    ByteSet bytes = *NamedBytes('d');
    CPPUNIT_ASSERT(IsDigits(bytes));
    bytes.reset(ByteIndex('5'));
    CPPUNIT_ASSERT(!IsDigits(bytes));
    bytes.set(ByteIndex('x'));
    CPPUNIT_ASSERT(!IsDigits(bytes));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ByteSetTest);

}  // namespace
}  // namespace errwatch
