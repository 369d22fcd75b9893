// For tests of what other hosts give: a server, and messages as they come.
#pragma once

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cli/exchange/inbox.h"
#include "model/bucket_tag.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {

class InboxFixture : public ServerFixture {
 protected:
  static constexpr uint8_t kTag = TagOf(Category::kAuthFailure);
  const LimitsByScope limits_{nullptr, {Tight(), BlockPolicy{}}};
  std::unique_ptr<WritableServer> server_;
  Decisions decisions_;
  std::optional<Inbox> inbox_;
  uint64_t number_ = 1'764'000'000'000;
  std::string epoch_ = "1";

  static Limits Tight() {
    Limits limits = DefaultLimits();
    limits[Category::kAuthFailure].shape = {10, 60'000};  // 10/10m
    return limits;
  }

 public:
  void setUp() override {
    ServerFixture::setUp();
    LiveOptions options;
    options.state = state_;
    Result<std::unique_ptr<WritableServer>> attached = WritableServer::Attach(options);
    CPPUNIT_ASSERT(attached.ok());
    server_ = std::move(attached).value();
    inbox_.emplace(*server_, limits_, decisions_);
  }

 protected:
  uint64_t Counted(store::ShareCount count) const { return At(inbox_->counts(), count); }
  static std::string TimeOf(Tick time) { return std::to_string(UnixMs(time)); }
  std::string Poured(const std::string& client, uint32_t units, Tick time) {
    return R"({"client":")" + client + R"(","scope":"server","pour":{"bucket":"auth_failure","quanta":)" +
           std::to_string(units * kQuantaPerUnit) + R"(,"time_ms":)" + TimeOf(time) + "}}";
  }
  std::string Blocked(const std::string& client, Tick time, Tick until, const std::string& reason = "xss") {
    return R"({"client":")" + client + R"(","scope":"server","block":{"time_ms":)" + TimeOf(time) +
           R"(,"until_ms":)" + TimeOf(until) + (reason.empty() ? "" : R"(,"reason":")" + reason + R"(")") +
           "}}";
  }
  std::string Unblocked(const std::string& client, Tick time) {
    return R"({"client":")" + client + R"(","scope":"server","unblock":{"time_ms":)" + TimeOf(time) + "}}";
  }
  void Apply(const std::string& changes, const std::string& host = "web2") {
    const std::string message = R"({"host":")" + host + R"(","epoch":")" + epoch_ + R"(","seq":)" +
                                std::to_string(number_) + R"(,"shard":0,"time_ms":1,"changes":[)" + changes +
                                "]}";
    inbox_->Apply(nlohmann::json::parse(message), Now());
  }
  void Send(const std::string& changes, const std::string& host = "web2") {
    ++number_;
    Apply(changes, host);
  }
  store::ClientKey Key(const std::string& client) {
    return file_->segment().clients().KeyOf(*ClientAddress::Parse(client), store::ScopeHash("server"));
  }
  uint32_t LevelOf(const std::string& client) {
    const auto view = file_->segment().clients().Find(Key(client));
    if (!view) return 0;
    for (const Bucket& bucket : view->buckets)
      if (bucket.tag == kTag)
        return Leaked(bucket, limits_.Of("server").limits[Category::kAuthFailure].shape, Now()).level /
               kQuantaPerUnit;
    return 0;
  }
  bool IsBlocked(const std::string& client) {
    const auto held = file_->segment().FindBlock(Key(client), Now());
    return held && held->word.Active(Now()) && !held->word.detection_only;
  }
};

}  // namespace errwatch::cli
