"""Traditional characters of the Chinese names in models/, as papers of Hong Kong and some of Malaysia print them.

Knows characters only, and of these only what the names need: it is no converter of texts.
"""

from __future__ import annotations

# Simplified and traditional in turn. Characters whose traditional form depends on the word (里, 后, 干, 谷) are kept.
_PAIRS = (
    "业業东東两兩临臨为為丽麗举舉义義乌烏乐樂乔喬乡鄉书書亚亞产產仑侖仓倉众眾会會伦倫侨僑侬儂储儲兑兌兰蘭关關兴興内內冈岡军軍农農凉涼凭憑凯凱则則"
    "别別刹剎剑劍办辦务務动動劳勞区區华華协協卢盧卫衛厦廈县縣双雙发發吕呂吴吳员員唛嘜团團园園国國图圖圹壙场場坚堅坛壇坝壩垄壟壮壯处處备備头頭奥奧"
    "妇婦娄婁学學宝寶实實宾賓对對寿壽将將尔爾尧堯屿嶼岗崗岘峴岛島峡峽币幣广廣庆慶库庫开開张張归歸当當彦彥态態总總恒恆扬揚抚撫抛拋报報担擔挝撾挠撓"
    "掸撣数數无無时時晋晉术術来來杨楊枣棗标標栋棟树樹桢楨桥橋梦夢检檢楼樓榄欖榈櫚槟檳横橫欧歐毕畢汉漢沟溝沧滄沪滬泸瀘泽澤济濟涛濤渊淵温溫湾灣"
    "满滿滨濱滩灘潍濰潜潛灵靈烟煙热熱爱愛狮獅玛瑪环環珲琿琼瓊瑶瑤瓯甌电電盐鹽监監盖蓋盘盤矿礦码碼础礎礼禮禄祿积積税稅笃篤粤粵粮糧红紅级級纳納"
    "线線组組细細织織绍紹经經绒絨结結统統绥綏续續维維绵綿综綜绿綠缅緬缴繳罗羅联聯肃肅胶膠脚腳腾騰舰艦艺藝节節芜蕪芦蘆苏蘇荆荊荣榮药藥莱萊萝蘿营營"
    "萨薩衔銜视視计計让讓议議讯訊许許论論设設证證诗詩诚誠话話诺諾谅諒贝貝贡貢财財货貨贪貪贵貴贸貿贺賀资資赖賴赛賽赣贛车車转轉输輸辖轄边邊辽遼达達"
    "迁遷迈邁运運还還进進远遠连連选選遥遙邻鄰郑鄭郸鄲銮鑾钦欽铁鐵铜銅银銀锅鍋锡錫锦錦镇鎮长長门門间間闵閔闻聞闽閩阳陽阴陰阵陣际際陆陸陇隴陕陝险險"
    "随隨难難雳靂静靜顶頂顺順顿頓颂頌颜顏风風饭飯饶饒马馬驻駐鲁魯鳌鰲鸡雞鸦鴉鸭鴨鹅鵝鹤鶴鹰鷹麦麥黄黃齐齊龙龍"
    "万萬与與丰豐云雲党黨体體厂廠岭嶺极極机機构構种種杰傑庄莊据據网網适適从從"
)
_TRADITIONAL = str.maketrans(_PAIRS[::2], _PAIRS[1::2])


def traditional(name: str) -> str:
    """``name`` in traditional characters, of the same length."""
    return name.translate(_TRADITIONAL)
