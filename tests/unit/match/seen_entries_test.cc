#include "match/seen_entries.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace errwatch {
namespace {

constexpr uint64_t kRules = 7;

Entry Page() {
  Entry entry;
  entry.uri = "/page.html";
  entry.args = "id=1";
  entry.method = "GET";
  entry.agent = "Mozilla/5.0 (X11; Linux x86_64)";
  entry.referer = "https://www.example.org/";
  entry.host = "www.example.org";
  entry.headers = "Accept: */*";
  entry.location = "/next";
  entry.status = 302;
  entry.message = "AH00128: File does not exist: /var/www/page.html";
  entry.module = "core";
  entry.document_root = "/var/www";
  entry.log_id = 128;
  entry.os_error = 2;
  return entry;
}

class SeenEntriesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SeenEntriesTest);
  CPPUNIT_TEST(WhatCameThreeTimesIsKnown);
  CPPUNIT_TEST(NoRequestIsTakenForAnother);
  CPPUNIT_TEST(NothingSecretIsRemembered);
  CPPUNIT_TEST(OfACookieAKeyedHashIs);
  CPPUNIT_TEST(WhatWasNotLookedAtInFullIsNotKnown);
  CPPUNIT_TEST(ItTakesWhatItTook);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<SeenEntries> seen_ = std::make_unique<SeenEntries>();

  const Classification* Find(const Entry& entry) { return seen_->Find(kRules, entry, nullptr); }

  // So often that it is known, where it may be.
  void NoteOften(const Entry& entry, const Classification& what, bool costly = false) {
    for (int i = 0; i < 4; ++i)
      if (Find(entry) == nullptr) seen_->Note(what, costly);
  }

 public:
  void WhatCameThreeTimesIsKnown() {
    Classification what;
    what.rule = 17;
    for (uint32_t i = 0; i < 3; ++i) {
      CPPUNIT_ASSERT(Find(Page()) == nullptr);
      what.steps = 300 - 100 * i;  // less and less is new
      seen_->Note(what, false);
    }
    const Classification* known = Find(Page());
    CPPUNIT_ASSERT(known != nullptr && known->rule == 17 && known->steps == 100);
    CPPUNIT_ASSERT(seen_->Find(kRules + 1, Page(), nullptr) == nullptr);
    seen_->Note(what, false);  // by other rules, once
    CPPUNIT_ASSERT(Find(Page()) == nullptr);
  }

  void NoRequestIsTakenForAnother() {
    NoteOften(Page(), {});
    constexpr std::array kFields = {&Entry::message, &Entry::module,  &Entry::document_root, &Entry::uri,
                                    &Entry::args,    &Entry::method,  &Entry::agent,         &Entry::referer,
                                    &Entry::host,    &Entry::headers, &Entry::location};
    for (std::size_t i = 0; i < kFields.size(); ++i) {
      Entry entry = Page();
      std::string changed(entry.*kFields[i]);
      for (char& c : changed) {
        c = static_cast<char>(c ^ 1);
        entry.*kFields[i] = changed;
        CPPUNIT_ASSERT(Find(entry) == nullptr);
        c = static_cast<char>(c ^ 1);
      }
      CPPUNIT_ASSERT(Find(entry) != nullptr);
      if (i + 1 == kFields.size()) continue;
      // The last byte of one is the first one of the next.
      const std::string next = changed.back() + std::string(entry.*kFields[i + 1]);
      entry.*kFields[i] = std::string_view(changed).substr(0, changed.size() - 1);
      entry.*kFields[i + 1] = next;
      CPPUNIT_ASSERT(Find(entry) == nullptr);
    }
    std::array<Entry, 4> others;
    others.fill(Page());
    others[0].status = 200;
    others[1].log_id = 129;
    others[2].os_error = 13;
    others[3].level = Level::kInfo;
    for (const Entry& entry : others) CPPUNIT_ASSERT(Find(entry) == nullptr);
    CPPUNIT_ASSERT(Find(Page()) != nullptr);
  }

  void NothingSecretIsRemembered() {
    std::array<Entry, 4> entries;
    entries.fill(Page());
    seen_->RememberCookies({});
    const std::string cookie(9000, 'a');
    entries[0].cookie = cookie;
    entries[1].credentials = "Basic dTpw";
    entries[2].body = "a=b";
    entries[3].guess.kind = GuessKind::kPassword;
    for (const Entry& entry : entries) {
      NoteOften(entry, {});
      CPPUNIT_ASSERT(Find(entry) == nullptr);
      CPPUNIT_ASSERT(Find(Page()) == nullptr);  // nor was it noted as what it would be without that
    }
    const std::string agent(2000, 'a');
    Entry longest = Page();
    longest.agent = agent;
    NoteOften(longest, {});
    CPPUNIT_ASSERT(Find(longest) == nullptr);
  }

  void OfACookieAKeyedHashIs() {
    NoteOften(Page(), {});
    Classification what;
    what.rule = 5;
    Entry entry = Page();
    entry.cookie = "session=8f2b11d0c6a44e";
    NoteOften(entry, what);
    CPPUNIT_ASSERT(Find(entry) == nullptr);  // without a key
    seen_->RememberCookies({'a', ' ', 'k', 'e', 'y'});
    NoteOften(entry, what);
    const Classification* known = Find(entry);
    CPPUNIT_ASSERT(known != nullptr && known->rule == 5);
    const std::string_view bytes(reinterpret_cast<const char*>(seen_.get()), sizeof *seen_);
    CPPUNIT_ASSERT(bytes.find(entry.agent) != std::string_view::npos);
    CPPUNIT_ASSERT(bytes.find(entry.cookie.substr(0, 12)) == std::string_view::npos);
    Entry other = Page();
    other.cookie = "session=8f2b11d0c6a44f";
    CPPUNIT_ASSERT(Find(other) == nullptr);
    other.cookie = {};
    CPPUNIT_ASSERT(Find(other) != nullptr && Find(other)->rule == 0);
  }

  void WhatWasNotLookedAtInFullIsNotKnown() {
    std::array<Classification, 4> answers;
    answers[0].limited = true;
    answers[1].overlong = true;
    answers[2].unread = true;
    answers[3].steps = RequestWork::kSteps;
    for (const Classification& what : answers) {
      NoteOften(Page(), what);
      CPPUNIT_ASSERT(Find(Page()) == nullptr);
    }
    NoteOften(Page(), {}, true);
    CPPUNIT_ASSERT(Find(Page()) == nullptr);
  }

  void ItTakesWhatItTook() {
    Classification what;
    what.steps = 1000;
    NoteOften(Page(), what);
    RequestWork work;
    CPPUNIT_ASSERT(seen_->Find(kRules, Page(), &work) != nullptr);
    CPPUNIT_ASSERT_EQUAL(RequestWork::kSteps - 1000, work.left);
    CPPUNIT_ASSERT(seen_->Find(kRules, Page(), &work) != nullptr);
    CPPUNIT_ASSERT_EQUAL(RequestWork::kSteps - 2000, work.left);
    // Where little is left, it is looked at whether that is enough.
    work.left = RequestWork::kSteps / 2 - 1;
    CPPUNIT_ASSERT(seen_->Find(kRules, Page(), &work) == nullptr);
    work = {RequestWork::kSteps, 1};
    CPPUNIT_ASSERT(seen_->Find(kRules, Page(), &work) == nullptr);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SeenEntriesTest);

}  // namespace
}  // namespace errwatch
