// What the screen is about: which list, which row of it, what is asked. Knows no terminal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/watch/client_list.h"
#include "cli/watch/feed.h"
#include "cli/watch/key.h"

namespace errwatch::cli {

enum class Page : uint8_t { kList, kClient, kHelp };
enum class Prompt : uint8_t { kNone, kFilter, kBlock, kUnblock };

// What whoever pressed a key wants done; the model does the rest itself.
struct Wish {
  enum class Kind : uint8_t { kNothing, kQuit, kBlock, kUnblock } kind = Kind::kNothing;
  std::string address, scope;
};

class WatchModel {
 public:
  // What is newer; nothing while it is paused.
  void Take(const Feed& feed) { Show(feed.snapshot(), feed.rates(), feed.trouble()); }
  void Show(const Snapshot& snapshot, const std::optional<Rates>& rates, const std::string& trouble);
  Wish Press(const Key& key);
  // Of the client that is shown alone; empty where none is.
  std::string shown_client() const { return page_ == Page::kClient ? address_ : std::string(); }
  // What it did, from then on shown with the rest.
  void Tell(std::vector<StoryRows> stories);
  // What came of a wish, until the next key.
  void Say(std::string text) { said_ = std::move(text); }
  // Rows that fit, so that a page is a page and what is selected can be seen.
  void SetRows(std::size_t rows);

  const Snapshot& snapshot() const { return snapshot_; }
  const std::optional<Rates>& rates() const { return rates_; }
  const std::string& trouble() const { return trouble_; }
  const std::string& said() const { return said_; }
  const ListOrder& order() const { return order_; }
  const std::vector<std::size_t>& listed() const { return listed_; }  // into snapshot().clients
  Page page() const { return page_; }
  Prompt prompt() const { return prompt_; }
  bool paused() const { return paused_; }
  std::size_t first() const { return first_; }        // of the list or text: what is above it is out of sight
  std::size_t selected() const { return selected_; }  // index into listed()
  // Of Page::kClient and kHelp, safe to be shown.
  const std::vector<std::string>& text() const { return text_; }
  // "Block 192.0.2.1 for 1h?"; empty without a prompt of that kind.
  std::string Question() const;

 private:
  const ClientRow* Chosen() const;
  void List();
  void Move(int64_t by);
  void Scroll(int64_t by);
  void KeepInSight();
  void OpenClient();
  void RefreshText();
  void PressInFilter(const Key& key);
  Wish PressInQuestion(const Key& key);
  void PressMovement(KeyKind kind);
  Wish PressLetter(char letter);
  void Ask(Prompt prompt);
  void Sort();

  Snapshot snapshot_;
  std::optional<Rates> rates_;
  std::string trouble_, said_;
  ListOrder order_;
  std::vector<std::size_t> listed_;
  std::size_t selected_ = 0, first_ = 0, rows_ = 10;
  Page page_ = Page::kList;
  Prompt prompt_ = Prompt::kNone;
  std::string filter_before_;  // of Prompt::kFilter, for who gives it up
  bool paused_ = false;
  std::string address_, scope_;     // of the client that is selected, shown or asked about
  std::vector<StoryRows> stories_;  // of the client that is shown
  std::vector<std::string> text_;
};

// The keys and what they do, a line each.
const std::vector<std::string>& WatchHelp();

}  // namespace errwatch::cli
