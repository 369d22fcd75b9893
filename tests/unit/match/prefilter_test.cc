#include "match/prefilter.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <random>

namespace errwatch {
namespace {

using Indexes = std::vector<size_t>;
constexpr TargetSet kMessage = Bit(Target::kMessage);
constexpr TargetSet kUri = Bit(Target::kUri);

// A prefilter with scratch space of its own.
class Scanner {
 public:
  explicit Scanner(const std::vector<Prefilter::Pattern>& patterns)
      : prefilter_(patterns), words_((patterns.size() + 63) / 64), segments_(patterns.size()) {
    prefilter_.Prepare(scratch_);
  }

  // The patterns that may match a text of these segments, the first `messages` of them of the message.
  Indexes Candidates(const std::vector<std::string>& segments, size_t messages, uint32_t known = 0) {
    std::string text;
    std::vector<uint32_t> ends;
    for (const std::string& segment : segments) {
      text += segment;
      ends.push_back(static_cast<uint32_t>(text.size()));
      text += '\n';
    }
    const size_t size = ends.empty() ? 0 : ends.back();
    text += std::string(LiteralMatcher::kPaddingBytes, ' ');
    std::fill(words_.begin(), words_.end(), 0);
    std::vector<TargetSet> targets(segments.size(), static_cast<TargetSet>(~kMessage));
    std::fill_n(targets.begin(), messages, kMessage);
    prefilter_.Scan({std::string_view(text).substr(0, size), ends, targets, known}, scratch_,
                    {words_, segments_});
    Indexes result;
    for (size_t i = 0; i < segments_.size(); ++i) {
      if (words_[i / 64] >> (i % 64) & 1) result.push_back(i);
    }
    return result;
  }
  Indexes Candidates(const std::string& message) { return Candidates(std::vector<std::string>{message}, 1); }
  uint32_t segments(size_t pattern) const { return segments_[pattern]; }
  const Prefilter& prefilter() const { return prefilter_; }

 private:
  Prefilter prefilter_;
  std::vector<uint64_t> words_;
  std::vector<uint32_t> segments_;
  PrefilterScratch scratch_;
};

class PrefilterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrefilterTest);
  CPPUNIT_TEST(NothingToLookFor);
  CPPUNIT_TEST(FindsEachAlternative);
  CPPUNIT_TEST(EveryRequirementMustBeMet);
  CPPUNIT_TEST(RequirementsAreMetWithinASegment);
  CPPUNIT_TEST(SharedLiteralNamesAllPatterns);
  CPPUNIT_TEST(MessagesAndRequestsAreTold);
  CPPUNIT_TEST(SegmentsAreTold);
  CPPUNIT_TEST(KnownSegmentsAreNotLookedAt);
  CPPUNIT_TEST(AgreesWithPlainSearch);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingToLookFor() {
    Scanner scanner({{kMessage, {}}, {kMessage, {}}});
    CPPUNIT_ASSERT_EQUAL(size_t{0}, scanner.prefilter().requirement_count());
    CPPUNIT_ASSERT(scanner.Candidates("text").empty());
    CPPUNIT_ASSERT(Scanner({{kMessage, {{"abc"}}}}).Candidates({}, 0).empty());
  }

  void FindsEachAlternative() {
    Scanner scanner({{kMessage, {{"select", "union"}}}, {kMessage, {}}, {kMessage, {{"passwd"}}}});
    CPPUNIT_ASSERT_EQUAL(size_t{2}, scanner.prefilter().requirement_count());
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates("a union b")));
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates("select")));
    CPPUNIT_ASSERT((Indexes{0, 2} == scanner.Candidates("/etc/passwd;select")));
    CPPUNIT_ASSERT(scanner.Candidates("unio selec passw").empty());
    CPPUNIT_ASSERT(scanner.Candidates("").empty());
  }

  void EveryRequirementMustBeMet() {
    Scanner scanner({{kMessage, {{"file"}, {".bak", ".php"}}}, {kMessage, {{"file"}}}});
    CPPUNIT_ASSERT((Indexes{1} == scanner.Candidates("file x.html")));
    CPPUNIT_ASSERT(scanner.Candidates("x.php").empty());
    CPPUNIT_ASSERT((Indexes{0, 1} == scanner.Candidates("x.php file")));
    CPPUNIT_ASSERT((Indexes{0, 1} == scanner.Candidates("file file x.bak")));
    CPPUNIT_ASSERT((Indexes{1} == scanner.Candidates("file")));  // nothing is left from the scan before
  }

  void RequirementsAreMetWithinASegment() {
    Scanner scanner({{kMessage, {{"file"}, {".php"}}}});
    CPPUNIT_ASSERT(scanner.Candidates({"file", "x.php"}, 2).empty());
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates({"file", "file x.php", ".php"}, 3)));
    CPPUNIT_ASSERT_EQUAL(2U, scanner.segments(0));
  }

  void SharedLiteralNamesAllPatterns() {
    std::vector<Prefilter::Pattern> patterns(130, {kMessage, {{"common"}}});
    patterns[70].requirements = {{"common", "commonplace"}};
    Scanner scanner(patterns);
    CPPUNIT_ASSERT_EQUAL(size_t{130}, scanner.Candidates("common").size());
  }

  void MessagesAndRequestsAreTold() {
    Scanner scanner({{kMessage, {{"abc"}}}, {kUri, {{"abc"}}}, {kMessage | kUri, {{"abc"}}}});
    CPPUNIT_ASSERT((Indexes{0, 2} == scanner.Candidates({"abc", "xyz"}, 1)));
    CPPUNIT_ASSERT((Indexes{1, 2} == scanner.Candidates({"xyz", "abc"}, 1)));
    CPPUNIT_ASSERT_EQUAL(2U, scanner.segments(2));
    CPPUNIT_ASSERT((Indexes{1, 2} == scanner.Candidates({"abc"}, 0)));
  }

  void SegmentsAreTold() {
    Scanner scanner({{kMessage, {{"abc", "xyz"}}}, {kMessage, {{"abc"}}}});
    CPPUNIT_ASSERT(scanner.Candidates({"ab", "cx", "yz"}, 3).empty());
    CPPUNIT_ASSERT((Indexes{0, 1} == scanner.Candidates({"abc", "ab", "c"}, 3)));
    CPPUNIT_ASSERT_EQUAL(1U, scanner.segments(0));
    CPPUNIT_ASSERT((Indexes{0, 1} == scanner.Candidates({"abc", "ab", "xyz abc"}, 3)));
    CPPUNIT_ASSERT_EQUAL(5U, scanner.segments(0));
    CPPUNIT_ASSERT_EQUAL(5U, scanner.segments(1));
  }

  void KnownSegmentsAreNotLookedAt() {
    Scanner scanner({{kMessage, {{"abc"}}}, {kUri, {{"abc"}}}});
    const std::vector<std::string> segments = {"abc", "abc", "abc", "abc"};
    CPPUNIT_ASSERT((Indexes{0, 1} == scanner.Candidates(segments, 2, 0b1001)));
    CPPUNIT_ASSERT(scanner.segments(0) == 0b0010 && scanner.segments(1) == 0b0100);
    CPPUNIT_ASSERT((Indexes{0} == scanner.Candidates(segments, 2, 0b1100)));
    CPPUNIT_ASSERT_EQUAL(0b0011U, scanner.segments(0));
    CPPUNIT_ASSERT(scanner.Candidates(segments, 2, 0b1111).empty());
  }

  void AgreesWithPlainSearch() {
    std::mt19937 random(7);
    const auto word = [&](size_t length) {
      std::string text(length, ' ');
      for (char& c : text) c = static_cast<char>('a' + random() % 3);
      return text;
    };
    std::vector<Prefilter::Pattern> patterns(200, {kMessage, {}});
    for (Prefilter::Pattern& pattern : patterns) {
      for (size_t sets = random() % 3; sets > 0; --sets) {
        LiteralSet literals;
        for (size_t n = 1 + random() % 4; n > 0; --n) literals.push_back(word(2 + random() % 6));
        pattern.requirements.push_back(literals);
      }
    }
    Scanner scanner(patterns);
    for (int round = 0; round < 500; ++round) {
      const std::string text = word(random() % 60);
      Indexes expected;
      for (size_t i = 0; i < patterns.size(); ++i) {
        const auto& sets = patterns[i].requirements;
        const auto met = [&](const LiteralSet& literals) {
          return std::any_of(literals.begin(), literals.end(), [&](const std::string& literal) {
            return text.find(literal) != std::string::npos;
          });
        };
        if (!sets.empty() && std::all_of(sets.begin(), sets.end(), met)) expected.push_back(i);
      }
      CPPUNIT_ASSERT_MESSAGE(text, expected == scanner.Candidates(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrefilterTest);

}  // namespace
}  // namespace errwatch
