#include "match/entry_text.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

namespace errwatch {
namespace {

class EntryTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EntryTextTest);
  CPPUNIT_TEST(PlainFieldsStandOnce);
  CPPUNIT_TEST(DecodedFieldsStandTwice);
  CPPUNIT_TEST(BlanksAloneAreNoSecondForm);
  CPPUNIT_TEST(OnlyWantedFields);
  CPPUNIT_TEST(DocumentRootIsCutOut);
  CPPUNIT_TEST(LongFieldsAreCut);
  CPPUNIT_TEST(LongRunsLeaveRoomForWhatStandsBehind);
  CPPUNIT_TEST(PasswordsAreNotLookedAt);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();

  EntryText::Field FieldOf(const EntryText& text, Target target) {
    return text.fields[static_cast<size_t>(target)];
  }

 public:
  void PlainFieldsStandOnce() {
    Entry entry;
    entry.message = "a message";
    entry.uri = "/Page";
    const EntryText text = PrepareText(entry, kAllTargets, *scratch_);
    CPPUNIT_ASSERT_EQUAL(std::string("a message\n/page\n"), std::string(text.all));
    CPPUNIT_ASSERT_EQUAL(size_t{2}, text.segment_count);
    CPPUNIT_ASSERT(text.segment_targets[0] == Bit(Target::kMessage) &&
                   text.segment_targets[1] == Bit(Target::kUri));
    CPPUNIT_ASSERT_EQUAL(9U, text.segment_ends[0]);
    CPPUNIT_ASSERT_EQUAL(15U, text.segment_ends[1]);
    const EntryText::Field message = FieldOf(text, Target::kMessage);
    CPPUNIT_ASSERT(message.raw == "a message" && message.normalized.empty() && message.raw_segment == 1);
    const EntryText::Field uri = FieldOf(text, Target::kUri);
    CPPUNIT_ASSERT(uri.raw == "/Page" && uri.normalized == "/page" && !uri.changed);
    CPPUNIT_ASSERT(uri.raw_segment == 2 && uri.normalized_segment == 2);
    CPPUNIT_ASSERT(FieldOf(text, Target::kAgent).raw.empty());
  }

  void DecodedFieldsStandTwice() {
    Entry entry;
    entry.uri = "/%2E%2e/X";
    const EntryText text = PrepareText(entry, kAllTargets, *scratch_);
    CPPUNIT_ASSERT_EQUAL(std::string("/../x\n/%2e%2e/x\n"), std::string(text.all));
    CPPUNIT_ASSERT(text.segment_targets[0] == Bit(Target::kUri) &&
                   text.segment_targets[1] == Bit(Target::kUri));
    const EntryText::Field uri = FieldOf(text, Target::kUri);
    CPPUNIT_ASSERT(uri.raw == "/%2E%2e/X" && uri.normalized == "/../x" && uri.changed);
    CPPUNIT_ASSERT(uri.normalized_segment == 1 && uri.raw_segment == 2);
  }

  void BlanksAloneAreNoSecondForm() {
    Entry entry;
    entry.message = "php warning:  x";
    const EntryText text = PrepareText(entry, kAllTargets, *scratch_);
    CPPUNIT_ASSERT_EQUAL(std::string("php warning: x\n"), std::string(text.all));
    const EntryText::Field message = FieldOf(text, Target::kMessage);
    CPPUNIT_ASSERT(message.raw == entry.message && message.normalized == "php warning: x" && message.changed);
    CPPUNIT_ASSERT(message.raw_segment == 1 && message.normalized_segment == 1);
  }

  void OnlyWantedFields() {
    Entry entry;
    entry.message = "message";
    entry.referer = "referer";
    entry.headers = "Accept: x\nHost: y";
    const EntryText text = PrepareText(entry, Bit(Target::kHeaders), *scratch_);
    CPPUNIT_ASSERT_EQUAL(std::string("accept: x\nhost: y\n"), std::string(text.all));
    CPPUNIT_ASSERT_EQUAL(size_t{1}, text.segment_count);
    CPPUNIT_ASSERT(FieldOf(text, Target::kMessage).raw.empty());
  }

  void DocumentRootIsCutOut() {
    Entry entry;
    entry.message = "not there: /srv/www/html/srv/www/html/x";
    entry.document_root = "/srv/www/html/";
    CPPUNIT_ASSERT_EQUAL(
        std::string("not there: /srv/www/html/x"),
        std::string(FieldOf(PrepareText(entry, kAllTargets, *scratch_), Target::kMessage).raw));
    for (const char* other : {"", "/", "/srv/ww", "/elsewhere"}) {
      entry.document_root = other;
      CPPUNIT_ASSERT_EQUAL_MESSAGE(
          other, std::string(entry.message),
          std::string(FieldOf(PrepareText(entry, kAllTargets, *scratch_), Target::kMessage).raw));
    }
  }

  // All fields at their longest, each in both forms, fit.
  void LongFieldsAreCut() {
    std::string encoded = "%41";
    while (encoded.size() < 70'000) encoded += "%.";
    Entry entry;
    entry.message = entry.uri = entry.args = entry.method = entry.agent = entry.referer = entry.host =
        entry.cookie = entry.headers = entry.location = entry.credentials = entry.body = encoded;
    const EntryText prepared = PrepareText(entry, kAllTargets, *scratch_);
    CPPUNIT_ASSERT_EQUAL(size_t{2} * kTargetCount, prepared.segment_count);
    CPPUNIT_ASSERT(prepared.all.size() + LiteralMatcher::kPaddingBytes <= MatchScratch::kTextBytes);
    CPPUNIT_ASSERT_EQUAL(kMaxFieldBytes, FieldOf(prepared, Target::kMessage).raw.size());
    CPPUNIT_ASSERT_EQUAL(kMaxHeadersBytes, FieldOf(prepared, Target::kHeaders).raw.size());
    CPPUNIT_ASSERT_EQUAL(kMaxBodyBytes, FieldOf(prepared, Target::kBody).raw.size());
    CPPUNIT_ASSERT_EQUAL(size_t{256}, FieldOf(prepared, Target::kMethod).raw.size());
    CPPUNIT_ASSERT(prepared.cut == kAllTargets);
  }

  void LongRunsLeaveRoomForWhatStandsBehind() {
    Entry entry;
    const std::string ticket = "a=" + std::string(20'000, 'a') + ".b'";  // (an entry keeps no text)
    entry.cookie = entry.headers = ticket;
    const EntryText prepared = PrepareText(entry, kAllTargets, *scratch_);
    for (const Target target : {Target::kCookie, Target::kHeaders})
      CPPUNIT_ASSERT(FieldOf(prepared, target).raw.ends_with(".b'"));
    CPPUNIT_ASSERT(prepared.cut == 0);
  }

  void PasswordsAreNotLookedAt() {
    Entry entry;
    const auto text_of = [&](std::string_view credentials) {
      entry.credentials = credentials;
      return std::string(FieldOf(PrepareText(entry, kAllTargets, *scratch_), Target::kAuthorization).raw);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("bob' or 1"), text_of("Basic Ym9iJyBvciAxOnNlY3JldA=="));
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), text_of("bASIC  Ym9iOjonJycn"));
    CPPUNIT_ASSERT_EQUAL(std::string(), text_of("Basic OnNlY3JldA=="));
    CPPUNIT_ASSERT_EQUAL(std::string("Bearer ${jndi:x}"), text_of("Bearer ${jndi:x}"));
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), text_of("Basic Ym9i"));
    CPPUNIT_ASSERT(text_of("Basic " + std::string(5000, 'Y')).size() <= 1024);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EntryTextTest);

}  // namespace
}  // namespace errwatch
