"""The policy of every crawl, as Scrapy settings. What one crawl chooses (contact, proxy, ...) crawler.crawl sets."""

BOT_NAME = "pantau"
SPIDER_MODULES = ["crawler.spiders"]

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Pantau"
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
TELNETCONSOLE_ENABLED = False
HTTPERROR_ALLOW_ALL = True  # every answer reaches the spider, which records it
REDIRECT_MAX_TIMES = 5
RETRY_ENABLED = False  # crawler.middlewares.PaceMiddleware does it, by kind of failure
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

DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.GuardMiddleware": 20,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.PaceMiddleware": 550,
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
LOG_INSTALL_ROOT_HANDLER = False  # who runs the crawl owns the root logger
