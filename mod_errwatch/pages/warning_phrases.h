// What the status page says that an operator should know, in each language.
#pragma once

#include <array>

#include "base/phrase.h"

namespace errwatch {

// Sorted by English.
// clang-format off
inline constexpr auto kWarningTexts = std::to_array<PhraseTexts>({
    PhraseTexts{"Host {0} and another one cannot be told apart: {1}", "ホスト {0} を別のホストと区別できません: {1}"},
    PhraseTexts{"Host {0} is cut off, nothing that it says is taken in: {1}", "ホスト {0} を切り離し、その情報を取り込んでいません: {1}"},
    PhraseTexts{"Nothing has been shared with other hosts of {0} since {1}: errwatch-share does not run.", "{1} からグループ {0} の他のホストと何も共有していません。errwatch-share が動いていません。"},
    PhraseTexts{"Nothing is shared with other hosts of {0}: errwatch-share has not run yet.", "グループ {0} の他のホストと何も共有していません。errwatch-share がまだ動いていません。"},
    PhraseTexts{"Other hosts of {0} are not reached, each counts by itself: {1}", "グループ {0} の他のホストに届かず、各ホストが単独で数えています: {1}"},
    PhraseTexts{"Since {0}: {1}{2}", "{0} から: {1}{2}"},
    PhraseTexts{"The client table is full ({0} clients), so those with the lowest scores are forgotten: raise ErrWatchClients.", "クライアントの表が満杯 ({0} 件) のため、点数の最も低いクライアントから忘れています。ErrWatchClients を増やしてください。"},
    PhraseTexts{"This host and another one of {0} cannot be told apart: {1}", "このホストをグループ {0} の別のホストと区別できません: {1}"},
    PhraseTexts{"{0} blocks ended early, because their part of the table was full of blocked clients and others had to be counted: raise ErrWatchClients.", "{0} 件のブロックを早く終えました。表の該当区画がブロック中のクライアントで満杯で、ほかを数える必要があったためです。ErrWatchClients を増やしてください。"},
    PhraseTexts{"{0} change was lost before other hosts heard of it.", "他のホストに伝わる前に {0} 件の変更が失われました。"},
    PhraseTexts{"{0} changes were lost before other hosts heard of them.", "他のホストに伝わる前に {0} 件の変更が失われました。"},
    PhraseTexts{"{0} claims to be a crawler were not looked up, because too many clients claim that at once: they are taken at their word as far as a crawl at crawl speed goes.", "クローラーの名乗り {0} 件を照会しませんでした。同時に名乗るクライアントが多すぎるためです。クロールの速さの範囲では名乗りのとおりに扱います。"},
    PhraseTexts{"{0} clients were not counted because their part of the table is full of blocks by hand: raise ErrWatchClients, and deny networks with Require not ip or by a firewall.", "{0} 件のクライアントを数えませんでした。表の該当区画が手動のブロックで満杯のためです。ErrWatchClients を増やし、ネットワークの拒否には Require not ip かファイアウォールを使ってください。"},
    PhraseTexts{"{0} entries were not classified because more threads wrote entries at once than there is match memory for: lower LogLevel of modules whose entries no rule needs.", "{0} 件のエントリーを分類しませんでした。照合用の作業領域より多くのスレッドが同時にエントリーを書いたためです。どのルールにも必要のないモジュールの LogLevel を下げてください。"},
    PhraseTexts{"{0} events were dropped: the reader of ErrWatchEventLog is too slow or gone (check the program, or write to a file), or the file cannot be written (EW0215 in the error log says why).", "{0} 件のイベントを捨てました。ErrWatchEventLog の読み手が遅いか存在しない (プログラムを確認するか、ファイルに書いてください)、またはファイルに書けません (理由はエラーログの EW0215 にあります)。"},
    PhraseTexts{"{0} incidents were overwritten before they were reported: leave `entry` out of ErrWatchEventLog's events=, and look for the flood.", "{0} 件のインシデントが報告前に上書きされました。ErrWatchEventLog の events= から `entry` を外し、大量アクセスの原因を確認してください。"},
    PhraseTexts{"{0} internal faults let a request pass: please report them with the error log of that time.", "{0} 件の内部障害により、リクエストを通しました。その時刻のエラーログを添えて報告してください。"},
    PhraseTexts{"{0} message is not signed with the key of group {1} and was passed over, of {2}: some host has another key_file, or somebody writes who has no key.", "グループ {1} の鍵で署名されていないメッセージ {0} 件を無視しました ({2})。key_file の異なるホストがあるか、鍵を持たない何者かが書き込んでいます。"},
    PhraseTexts{"{0} messages are not signed with the key of group {1} and were passed over, the last of {2}: some host has another key_file, or somebody writes who has no key.", "グループ {1} の鍵で署名されていないメッセージ {0} 件を無視しました (最後は {2})。key_file の異なるホストがあるか、鍵を持たない何者かが書き込んでいます。"},
    PhraseTexts{"{0} ranges could not be allowed or blocked by hand because their part of the table was full: end those not needed, or name them in ErrWatchAllow or Require not ip.", "表の該当部分が満杯だったため、手動で許可またはブロックできなかった範囲が {0} 件あります: 不要なものを終わらせるか、ErrWatchAllow または Require not ip に指定してください。"},
    PhraseTexts{"{0} rule hits are missing from the list of rules because it is full: ErrWatchRuleRemove those not needed.", "ルールのヒット {0} 件が一覧にありません。一覧が満杯のためです。不要なルールは ErrWatchRuleRemove で除いてください。"},
    PhraseTexts{"{0} times a pattern was stopped at the match limit and may have missed an attack: find it with `errwatch check` and simplify it.", "パターンの照合を {0} 回、上限で止めました。攻撃を見落とした可能性があります。`errwatch check` でそのパターンを探し、簡単にしてください。"},
    PhraseTexts{"{0} times a proxy could not be remembered: list the proxies' ranges with ErrWatchTrustedProxy.", "プロキシを {0} 回、記憶できませんでした。プロキシのアドレス範囲を ErrWatchTrustedProxy に書いてください。"},
});
// clang-format on
using WarningPhrase = Phrase<kWarningTexts>;

}  // namespace errwatch
