"""Old and variant kanji, and the form under which they are indexed.

Existing packages do not fit: one needs a publishing tool-chain at run time and half a second to load, one folds 﨑 to 埼,
and one relates characters without saying which is the modern one. The pairs below come from the published jōyō kanji
tables (1949, 1981, 2010), plus variants that are common in Japanese family names.

Folding maps one character to one character, so text offsets do not change.
"""

_OLD_AND_NEW = """
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 逸逸 隱隠 榮栄 營営 衞衛 驛駅 謁謁 圓円 緣縁 艷艶 鹽塩 奧奥 應応 橫横 歐欧 毆殴
黃黄 溫温 穩穏 假仮 價価 禍禍 畫画 會会 悔悔 海海 繪絵 壞壊 懷懐 槪概 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 喝喝 渴渇 褐褐
勸勧 卷巻 寬寛 歡歓 漢漢 罐缶 觀観 關関 陷陥 顏顔 器器 既既 歸帰 氣気 祈祈 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚
峽峡 挾挟 狹狭 鄕郷 響響 曉暁 勤勤 謹謹 區区 驅駆 勳勲 薰薫 徑径 惠恵 揭掲 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸
擊撃 缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 硏研 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 號号 國国 穀穀 黑黒 濟済
碎砕 齋斎 劑剤 櫻桜 册冊 殺殺 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 祉祉 絲糸 視視 飼飼 齒歯 兒児 辭辞 濕湿 實実 舍舎
寫写 煮煮 社社 者者 釋釈 壽寿 收収 臭臭 從従 澁渋 獸獣 縱縦 祝祝 肅粛 處処 暑暑 緖緒 署署 諸諸 敍叙 奬奨 將将 涉渉
燒焼 祥祥 稱称 證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 狀状 疊畳 讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 神神 刃刃 盡尽
圖図 粹粋 醉酔 隨随 髓髄 數数 樞枢 瀨瀬 聲声 靜静 齊斉 攝摂 竊窃 節節 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 曾曽
祖祖 僧僧 雙双 壯壮 層層 搜捜 插挿 巢巣 爭争 瘦痩 總総 莊荘 裝装 騷騒 增増 憎憎 臟臓 藏蔵 贈贈 卽即 屬属 續続 墮堕
體体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 琢琢 單単 嘆嘆 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 著著 廳庁
徵徴 懲懲 聽聴 敕勅 鎭鎮 塚塚 遞逓 鐵鉄 轉転 點点 傳伝 都都 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 突突 屆届 難難
拜拝 盃杯 賣売 梅梅 麥麦 發発 髮髪 拔抜 繁繁 晚晩 蠻蛮 卑卑 碑碑 祕秘 彥彦 姬姫 濱浜 賓賓 頻頻 敏敏 甁瓶 侮侮 福福
拂払 佛仏 倂併 塀塀 竝並 變変 邊辺 勉勉 辨弁 辯弁 瓣弁 步歩 寶宝 襃褒 豐豊 墨墨 沒没 飜翻 每毎 萬万 滿満 免免 麵麺
默黙 餠餅 彌弥 藥薬 譯訳 豫予 餘余 與与 譽誉 搖揺 樣様 謠謡 遙遥 來来 賴頼 欄欄 亂乱 覽覧 隆隆 龍竜 虜虜 兩両 獵猟
綠緑 淚涙 壘塁 類類 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 練練 鍊錬 爐炉 勞労 廊廊 朗朗 樓楼 郞郎 錄録 灣湾
靑青 淸清 內内 飮飲 館館 吳呉 敎教 兔兎 劒剣 駈駆 毗毘 髙高 﨑崎 嵜崎 嶋島 嶌島 濵浜 渕淵 邉辺 冨富 凜凛 槇槙 堯尭 檜桧
迹跡 熔溶 聯連 廻回 悋吝 儁俊 彙彙 籠篭 礦鉱 杮柿 桒桑 舘館 栁柳 舩船 峯峰 埜野 㐂喜 德徳 凉涼 寳宝 厯歴 鐡鉄 羣群 畧略 裏裏 裡裏 𠮟叱 鷗鴎
"""

_NAMES_ONLY = """
斉斎 齊斎 齋斎 齎斎 渡渡 沢沢 龍竜 穰穣 竜竜 嶋島 藪薮 鷗鴎 鶯鴬 條条 祐祐 檜桧 惠恵 壽寿 廣広 眞真 晃晃 巖岩 巌岩 埼崎 附付
"""


def _pairs(table: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in table.split() if pair[0] != pair[1]}


#: Old or variant character -> the form under which running text is indexed.
MODERN = _pairs(_OLD_AND_NEW)

#: Variants in people's names only (斉 and 斎 are different words but the same surname).
IN_NAMES = str.maketrans(_pairs(_NAMES_ONLY))
