zwei
