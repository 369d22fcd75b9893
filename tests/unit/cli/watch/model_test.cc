#include "cli/watch/model.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

class WatchModelTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WatchModelTest);
  CPPUNIT_TEST(Moves);
  CPPUNIT_TEST(KeepsWhoIsSelected);
  CPPUNIT_TEST(SortsAndReverses);
  CPPUNIT_TEST(Filters);
  CPPUNIT_TEST(AsksBeforeItBlocks);
  CPPUNIT_TEST(ShowsOneClient);
  CPPUNIT_TEST(TellsWhatItDid);
  CPPUNIT_TEST(ShowsTheKeys);
  CPPUNIT_TEST(Pauses);
  CPPUNIT_TEST(ForgetsWhatWasSaid);
  CPPUNIT_TEST(EmptyListAndAnyKey);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    snapshot_ = SampleSnapshot();
    model_ = WatchModel();
    model_.SetRows(2);
    Show();
  }

  void Moves() {
    Press(KeyKind::kDown);
    CPPUNIT_ASSERT(model_.selected() == 1 && model_.first() == 0);
    Type("j");
    CPPUNIT_ASSERT(model_.selected() == 2 && model_.first() == 1);
    Press(KeyKind::kEnd);
    Press(KeyKind::kDown);
    CPPUNIT_ASSERT(model_.selected() == 3 && model_.first() == 2);
    Press(KeyKind::kPageUp);
    CPPUNIT_ASSERT(model_.selected() == 1 && model_.first() == 1);
    Press(KeyKind::kHome);
    CPPUNIT_ASSERT(model_.selected() == 0 && model_.first() == 0);
    Type("k");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, model_.selected());
  }

  void KeepsWhoIsSelected() {
    Press(KeyKind::kDown);
    std::swap(snapshot_.clients[1], snapshot_.clients[3]);
    Show();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, model_.selected());
    snapshot_.clients.pop_back();  // it is gone
    Show();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, model_.selected());
    // And whoever stands there now is the one that is asked about.
    Type("b");
    CPPUNIT_ASSERT(model_.Question().find(snapshot_.clients[2].address.ToString()) != std::string::npos);
  }

  void SortsAndReverses() {
    Type("s");
    CPPUNIT_ASSERT(model_.order().by == SortBy::kScore && model_.listed().front() == 3);
    Type("r");
    CPPUNIT_ASSERT(model_.order().reversed && model_.listed().back() == 3);
    for (std::size_t i = 1; i < kSortNames.size(); ++i) Type("s");
    CPPUNIT_ASSERT(model_.order().by == SortBy::kRank && !model_.order().reversed);
  }

  void Filters() {
    Type("/");
    CPPUNIT_ASSERT(model_.prompt() == Prompt::kFilter);
    for (const char* letter : {"s", "h", "o", "\xc3\xa9"}) Type(letter);  // letters are no commands here
    CPPUNIT_ASSERT(model_.listed().empty());
    Press(KeyKind::kErase);
    CPPUNIT_ASSERT_EQUAL(std::string("sho"), model_.order().filter);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, model_.listed().size());
    Press(KeyKind::kEnter);
    CPPUNIT_ASSERT(model_.prompt() == Prompt::kNone && model_.page() == Page::kList);
    Type("f");
    Type("x");
    Press(KeyKind::kEscape);  // as it was
    CPPUNIT_ASSERT_EQUAL(std::string("sho"), model_.order().filter);
    Press(KeyKind::kEscape);  // nothing
    CPPUNIT_ASSERT(model_.order().filter.empty() && model_.listed().size() == 4);
    Type("/");
    for (int i = 0; i < 200; ++i) Type("x");
    CPPUNIT_ASSERT_EQUAL(std::size_t{64}, model_.order().filter.size());
    for (int i = 0; i < 70; ++i) Press(KeyKind::kErase);
    CPPUNIT_ASSERT(model_.order().filter.empty());
  }

  void AsksBeforeItBlocks() {
    Press(KeyKind::kDown);
    Type("b");
    CPPUNIT_ASSERT(model_.prompt() == Prompt::kBlock);
    CPPUNIT_ASSERT_EQUAL(std::string("Block 2001:db8:7::/64 in scope shop for 1h?"), model_.Question());
    CPPUNIT_ASSERT(Type("x").kind == Wish::Kind::kNothing);
    CPPUNIT_ASSERT(model_.prompt() == Prompt::kNone);
    Type("b");
    CPPUNIT_ASSERT(Press(KeyKind::kEnter).kind ==
                   Wish::Kind::kNothing);                    // nobody blocks by an Enter too many
    CPPUNIT_ASSERT(Type("y").kind == Wish::Kind::kNothing);  // nor without having been asked
    Type("b");
    // What comes meanwhile changes nobody's address.
    std::swap(snapshot_.clients[0], snapshot_.clients[1]);
    Show();
    const Wish block = Type("y");
    CPPUNIT_ASSERT(block.kind == Wish::Kind::kBlock && block.address == "2001:db8:7::/64" &&
                   block.scope == "shop");
    Type("u");
    CPPUNIT_ASSERT_EQUAL(std::string("Let 2001:db8:7::/64 back in, in every scope?"), model_.Question());
    const Wish unblock = Type("Y");
    CPPUNIT_ASSERT(unblock.kind == Wish::Kind::kUnblock && unblock.address == "2001:db8:7::/64");
  }

  void ShowsOneClient() {
    Press(KeyKind::kEnter);
    CPPUNIT_ASSERT(model_.page() == Page::kClient && !model_.text().empty());
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.7"), model_.text().front());
    Press(KeyKind::kDown);
    CPPUNIT_ASSERT(model_.first() == 1 && model_.selected() == 0);
    Type("b");  // of whoever is shown
    CPPUNIT_ASSERT(model_.Question().find("203.0.113.7") != std::string::npos);
    Type("n");
    snapshot_.clients.clear();
    snapshot_.incidents.clear();
    Show();
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.7 is not known any more"), model_.text().front());
    Press(KeyKind::kEscape);
    CPPUNIT_ASSERT(model_.page() == Page::kList && model_.listed().empty());
  }

  void TellsWhatItDid() {
    StoryRows story;
    story.client = snapshot_.clients[0].address;
    story.scope = "server";
    StoryRow row;
    row.time = snapshot_.now;
    row.uri = "/what-it-asked-for";
    story.rows = {row};
    model_.Tell({story});  // of nobody: no client is shown
    CPPUNIT_ASSERT(model_.text().empty() && model_.shown_client().empty());
    Press(KeyKind::kEnter);
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.7"), model_.shown_client());
    CPPUNIT_ASSERT(!Tells("/what-it-asked-for"));
    model_.Tell({story});
    CPPUNIT_ASSERT(Tells("/what-it-asked-for"));
    Press(KeyKind::kEscape);
    Press(KeyKind::kDown);
    Press(KeyKind::kEnter);  // another one, of whom nothing is told yet
    CPPUNIT_ASSERT(!Tells("/what-it-asked-for"));
  }

  void ShowsTheKeys() {
    Type("?");
    CPPUNIT_ASSERT(model_.page() == Page::kHelp && model_.text() == WatchHelp());
    Type("b");  // of nobody
    CPPUNIT_ASSERT(model_.prompt() == Prompt::kNone);
    Press(KeyKind::kEscape);
    CPPUNIT_ASSERT(model_.page() == Page::kList);
    CPPUNIT_ASSERT(Type("q").kind == Wish::Kind::kQuit);
  }

  void Pauses() {
    Type("p");
    CPPUNIT_ASSERT(model_.paused());
    snapshot_.clients.clear();
    Show();
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, model_.listed().size());
    Type("p");
    Show();
    CPPUNIT_ASSERT(model_.listed().empty());
  }

  void ForgetsWhatWasSaid() {
    model_.Say("done");
    Show();
    CPPUNIT_ASSERT_EQUAL(std::string("done"), model_.said());
    Press(KeyKind::kDown);
    CPPUNIT_ASSERT(model_.said().empty());
  }

  void EmptyListAndAnyKey() {
    snapshot_.clients.clear();
    Show();
    for (int kind = 0; kind <= static_cast<int>(KeyKind::kOther); ++kind) {
      for (const char* letter : {"b", "u", "s", "r", "j", "k", "p", "x", "\x01", ""})
        model_.Press({static_cast<KeyKind>(kind), letter});
      model_.SetRows(static_cast<std::size_t>(kind));
      Show();
    }
    CPPUNIT_ASSERT(model_.listed().empty() && model_.prompt() != Prompt::kBlock);
  }

 private:
  bool Tells(const std::string& what) const {
    return std::ranges::any_of(model_.text(),
                               [&](const std::string& line) { return line.find(what) != std::string::npos; });
  }
  void Show() { model_.Show(snapshot_, std::nullopt, ""); }
  Wish Press(KeyKind kind) { return model_.Press({kind, ""}); }
  Wish Type(const char* text) { return model_.Press({KeyKind::kText, text}); }

  Snapshot snapshot_;
  WatchModel model_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(WatchModelTest);

}  // namespace
}  // namespace errwatch::cli
