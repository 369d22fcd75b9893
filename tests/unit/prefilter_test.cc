#include "core/prefilter.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>
#include <hs/hs.h>

#include <algorithm>
#include <array>
#include <random>

namespace errwatch {
namespace {

using Literals = std::vector<std::vector<std::string>>;

// A prefilter with scratch space of its own.
class Scanner {
 public:
  explicit Scanner(const Literals& literals)
      : words_((literals.size() + 63) / 64), segments_(literals.size()) {
    auto built = Prefilter::Build(literals);
    CPPUNIT_ASSERT_MESSAGE(built.ok() ? "" : built.error(), built.ok());
    prefilter_ = std::move(built).value();
    if (prefilter_.database() != nullptr) {
      CPPUNIT_ASSERT_EQUAL(HS_SUCCESS, hs_alloc_scratch(prefilter_.database(), &scratch_));
    }
  }
  ~Scanner() { hs_free_scratch(scratch_); }

  std::vector<size_t> Candidates(std::string_view text) {
    std::fill(words_.begin(), words_.end(), 0);
    const auto end = static_cast<uint32_t>(text.size());
    CPPUNIT_ASSERT(prefilter_.Scan(text, {&end, 1}, scratch_, {words_, segments_}));
    std::vector<size_t> result;
    for (size_t i = 0; i < words_.size() * 64; ++i) {
      if (words_[i / 64] >> (i % 64) & 1) result.push_back(i);
    }
    return result;
  }
  // Where pattern 0 may match.
  uint32_t Segments(std::string_view text, std::initializer_list<uint32_t> ends) {
    std::fill(words_.begin(), words_.end(), 0);
    CPPUNIT_ASSERT(prefilter_.Scan(text, ends, scratch_, {words_, segments_}));
    return words_[0] & 1 ? segments_[0] : 0;
  }
  const Prefilter& prefilter() const { return prefilter_; }

 private:
  Prefilter prefilter_;
  hs_scratch* scratch_ = nullptr;
  std::vector<uint64_t> words_;
  std::vector<uint32_t> segments_;
};

using Indexes = std::vector<size_t>;

class PrefilterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrefilterTest);
  CPPUNIT_TEST(NothingToLookFor);
  CPPUNIT_TEST(FindsEachAlternative);
  CPPUNIT_TEST(CaseDoesNotCount);
  CPPUNIT_TEST(SharedLiteralNamesAllPatterns);
  CPPUNIT_TEST(LiteralsAreNotPatterns);
  CPPUNIT_TEST(SegmentsAreTold);
  CPPUNIT_TEST(FailureIsReported);
  CPPUNIT_TEST(AgreesWithPlainSearch);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingToLookFor() {
    Scanner scanner({{}, {}});
    CPPUNIT_ASSERT(scanner.prefilter().database() == nullptr);
    CPPUNIT_ASSERT_EQUAL(size_t{0}, scanner.prefilter().database_bytes());
    CPPUNIT_ASSERT(scanner.Candidates("text").empty());
  }

  void FindsEachAlternative() {
    Scanner scanner({{"union", "select"}, {}, {"passwd"}});
    CPPUNIT_ASSERT(scanner.prefilter().database_bytes() > 0);
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates("a union b")));
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates("select")));
    CPPUNIT_ASSERT((Indexes{0, 2} == scanner.Candidates("/etc/passwd;select")));
    CPPUNIT_ASSERT(scanner.Candidates("unio selec passw").empty());
    CPPUNIT_ASSERT(scanner.Candidates("").empty());
  }

  void CaseDoesNotCount() {
    Scanner scanner({{"PassWd"}});
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates("pASSwD")));
  }

  void SharedLiteralNamesAllPatterns() {
    Literals literals(130, {"common"});
    literals[70] = {"common", "commonplace"};
    Scanner scanner(literals);
    CPPUNIT_ASSERT_EQUAL(size_t{130}, scanner.Candidates("common").size());
  }

  void LiteralsAreNotPatterns() {
    Scanner scanner({{"a.c*"}, {std::string("x\0y", 3)}, {"\xff\xfe["}});
    CPPUNIT_ASSERT(scanner.Candidates("abccc").empty());
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates("a.c*")));
    CPPUNIT_ASSERT((Indexes{1} == scanner.Candidates(std::string_view("x\0y", 3))));
    CPPUNIT_ASSERT((Indexes{2} == scanner.Candidates("\xff\xfe[")));
  }

  void SegmentsAreTold() {
    Scanner scanner({{"abc", "xyz"}, {"abc"}});
    CPPUNIT_ASSERT_EQUAL(0U, scanner.Segments("ab\ncx\nyz", {2, 5, 8}));
    CPPUNIT_ASSERT_EQUAL(1U, scanner.Segments("abc\nab\nc", {3, 6, 8}));
    CPPUNIT_ASSERT_EQUAL(5U, scanner.Segments("abc\nab\nxyz abc", {3, 6, 14}));
    CPPUNIT_ASSERT_EQUAL(7U, scanner.Segments("abcxyz\nabc\nabc", {6, 10, 14}));
  }

  void FailureIsReported() {
    auto prefilter = Prefilter::Build({{"abc"}});
    CPPUNIT_ASSERT(prefilter.ok());
    std::array<uint64_t, 1> words{};
    std::array<uint32_t, 1> segments{};
    const uint32_t end = 3;
    CPPUNIT_ASSERT(!prefilter.value().Scan("abc", {&end, 1}, nullptr, {words, segments}));
  }

  void AgreesWithPlainSearch() {
    std::mt19937 random(7);
    const auto word = [&](size_t length) {
      std::string text(length, ' ');
      for (char& c : text) c = static_cast<char>('a' + random() % 3);
      return text;
    };
    Literals literals(200);
    for (auto& alternatives : literals) {
      for (size_t n = random() % 4; n > 0; --n) alternatives.push_back(word(3 + random() % 6));
    }
    Scanner scanner(literals);
    for (int round = 0; round < 500; ++round) {
      const std::string text = word(random() % 60);
      Indexes expected;
      for (size_t i = 0; i < literals.size(); ++i) {
        const auto stands = [&](const std::string& literal) {
          return text.find(literal) != std::string::npos;
        };
        if (std::any_of(literals[i].begin(), literals[i].end(), stands)) expected.push_back(i);
      }
      CPPUNIT_ASSERT_MESSAGE(text, expected == scanner.Candidates(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrefilterTest);

}  // namespace
}  // namespace errwatch
