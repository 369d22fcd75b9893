// What categories are called for people, in each language: pages, reports and tables all have it from here.
// Their names (sql_injection) are the same in all of them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/phrase.h"
#include "model/category.h"

namespace errwatch {

struct CategoryTexts {
  Category category;
  PhraseTexts texts;
};

// clang-format off
inline constexpr std::array<CategoryTexts, kCategoryCount + 1> kCategoryTexts = {{
    {Category::kSqlInjection, {Info(Category::kSqlInjection).text, "SQL インジェクション"}},
    {Category::kXss, {Info(Category::kXss).text, "クロスサイトスクリプティング"}},
    {Category::kCodeInjection, {Info(Category::kCodeInjection).text, "コマンドまたはコードのインジェクション"}},
    {Category::kPathTraversal, {Info(Category::kPathTraversal).text, "パストラバーサルまたはファイルインクルージョン"}},
    {Category::kMalwareUpload, {Info(Category::kMalwareUpload).text, "Web シェルまたは悪意のあるアップロード"}},
    {Category::kInfoLeak, {Info(Category::kInfoLeak).text, "ファイル、設定、エラー内容の漏えい"}},
    {Category::kBotProxy, {Info(Category::kBotProxy).text, "プロキシの悪用または迷惑なボット"}},
    {Category::kBadMethod, {Info(Category::kBadMethod).text, "不正なリクエストメソッド"}},
    {Category::kBadRequest, {Info(Category::kBadRequest).text, "不正な形式のリクエスト"}},
    {Category::kAuthFailure, {Info(Category::kAuthFailure).text, "認証の失敗"}},
    {Category::kResourceExhaustion, {Info(Category::kResourceExhaustion).text, "サービス拒否またはリソースの枯渇"}},
    {Category::kWafAlert, {Info(Category::kWafAlert).text, "Web アプリケーションファイアウォールの警告"}},
    {Category::kVulnScan, {Info(Category::kVulnScan).text, "脆弱性スキャン"}},
    {Category::kUnauthorizedAccess, {Info(Category::kUnauthorizedAccess).text, "設定によるアクセス拒否"}},
    {Category::kTlsError, {Info(Category::kTlsError).text, "TLS の失敗"}},
    {Category::kServerFault, {Info(Category::kServerFault).text, "サーバーまたはアプリケーションの障害"}},
    {Category::kAnomaly, {Info(Category::kAnomaly).text, "通常と異なる振る舞い"}},
    {Category::kBenign, {Info(Category::kBenign).text, "攻撃ではないもの"}},
}};
// clang-format on

static_assert(
    [] {
      for (std::size_t i = 0; i < kCategoryTexts.size(); ++i)
        if (kCategoryTexts[i].category != static_cast<Category>(i) || !IsTranslated(kCategoryTexts[i].texts))
          return false;
      return true;
    }(),
    "texts are not in the order of the categories, or one lacks a language");

// Any byte that is no category is benign, as in category.h.
constexpr std::string_view CategoryText(Language language, Category category) {
  const auto index = static_cast<std::size_t>(category);
  return In(language, kCategoryTexts[index < kCategoryTexts.size() ? index : kCategoryCount].texts);
}

}  // namespace errwatch
