"""办公电脑安装包: the program with everything it needs in one folder, for a Windows PC without a network (features U5)."""
