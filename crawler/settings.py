"""The policy of every crawl, as Scrapy settings. What one crawl chooses (contact, proxy, ...) crawler.crawl sets."""

BOT_NAME = "pantau"
SPIDER_MODULES = ["crawler.spiders"]

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Pantau"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # a port on loopback at which code can be run in the crawl; on by default
HTTPERROR_ALLOW_ALL = True  # every answer reaches the spider, which records it
REDIRECT_MAX_TIMES = 5
PANTAU_RETRY_SCALE = 1.0

DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0  # a delay that a host asked for is never cut short
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # no items are yielded, and Scrapy starts as many tasks for every callback
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}

DNSCACHE_ENABLED = True
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"

# All that a crawl consists of, said in full: what Scrapy adds to its defaults (a port for remote control was one such
# thing) is not taken over unseen, and what is not used is not imported, which is a third of a second of each crawl.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
}
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.GuardMiddleware": 20,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.PaceMiddleware": 550,  # which tries again, too
    # responses come through in the opposite order: unpacked first, then kept, then redirected
    "crawler.middlewares.ArchiveMiddleware": 610,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 620,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en, ms;q=0.8, *;q=0.5",
}

PANTAU_ALLOW_LOOPBACK = False
PANTAU_PROXY = None
PANTAU_PROXY_HOST = None
LOG_LEVEL = "WARNING"
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the spider's source file at its first answer
LOG_INSTALL_ROOT_HANDLER = False  # who runs the crawl owns the root logger
